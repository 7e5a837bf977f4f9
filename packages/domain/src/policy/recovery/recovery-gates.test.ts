import { describe, expect, test } from 'vitest';
import { say } from '../../planning/messages.ts';
import { asInstant } from '../../shared/time.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterId } from '../../topology/snapshot.ts';
import { clusterFilterOf } from './cluster-filter.ts';
import { closedGate, RECOVERY_GATES, recoveryGates } from './recovery-gates.ts';
import type { GateQuestion } from './recovery-gates.ts';
import { NO_AUTOMATIC_RECOVERY } from './recovery-rules.ts';
import { recoveryScopeOf } from './recovery-scope.ts';

const shop = 'c1' as ClusterId;
const everything = [clusterFilterOf('*', () => null)];
const note = { owner: 'jo', reason: 'disk', startedAt: asInstant(0), endsAt: asInstant(60_000) };
const off = { cluster: null, owner: 'jo', reason: 'move', at: asInstant(0), expiresAt: asInstant(10_000) };

const OPEN: GateQuestion = {
  scope: 'master',
  cluster: { id: shop, name: 'shop', alias: 'shop', masterAddress: 'm:1' },
  instance: { id: 'm:1' as InstanceId, downtime: null, maintenance: null, failingSince: null },
  rules: {
    ...NO_AUTOMATIC_RECOVERY,
    masters: everything,
    intermediateMasters: everything,
    repairsSemiSync: true,
    makesWritable: true,
  },
  acting: { kind: 'self' },
  switches: { kind: 'read', off: [] },
  earlier: [],
  forced: false,
  now: asInstant(5_000),
};

const closedIn = (fields: Partial<GateQuestion>): readonly string[] =>
  recoveryGates({ ...OPEN, ...fields })
    .filter((gate) => !gate.isOpen)
    .map(({ code }) => code);

describe('the gates of automatic recovery', () => {
  test('are all open where nothing is in the way, each once and in order', () => {
    const gates = recoveryGates(OPEN);
    expect(gates.map(({ code }) => code)).toEqual(RECOVERY_GATES);
    expect(closedGate(gates)).toBeNull();
  });

  test.each([
    ['actor', { acting: { kind: 'other', holder: 'ada' } }],
    ['actor', { acting: { kind: 'observe-only', reason: 'raft' } }],
    ['global-switch', { switches: { kind: 'read', off: [off] } }],
    ['cluster-switch', { switches: { kind: 'read', off: [{ ...off, cluster: shop }] } }],
    ['cluster-filter', { rules: { ...OPEN.rules, masters: [] } }],
    ['cluster-filter', { scope: 'semi-sync', rules: { ...OPEN.rules, masters: [] } }],
    ['cluster-filter', { scope: 'intermediate', rules: { ...OPEN.rules, intermediateMasters: [] } }],
    ['setting', { scope: 'semi-sync', rules: { ...OPEN.rules, repairsSemiSync: false } }],
    ['setting', { scope: 'writable', rules: { ...OPEN.rules, makesWritable: false } }],
    ['ignored-host', { rules: { ...OPEN.rules, ignores: () => '^m' } }],
    ['downtime', { instance: { ...OPEN.instance, downtime: note } }],
    ['maintenance', { instance: { ...OPEN.instance, maintenance: note } }],
  ] satisfies readonly (readonly [string, Partial<GateQuestion>])[])(
    '%s is closed alone, with what opens it',
    (code, fields) => {
      expect(closedIn(fields)).toEqual([code]);
      const gate = closedGate(recoveryGates({ ...OPEN, ...fields }));
      expect(gate?.howToOpen).not.toBeNull();
      for (const text of [gate?.why, gate?.howToOpen].flatMap((one) => (one ? [say(one, 'en'), say(one, 'zh')] : [])))
        expect(text).not.toMatch(/\{\w+\}/);
    },
  );

  test('switches that cannot be read count as off', () => {
    expect(closedIn({ switches: { kind: 'unreadable', detail: 'disk' } })).toEqual(['store']);
  });

  test('a switch whose time is over is on, and one of another cluster says nothing', () => {
    expect(closedIn({ switches: { kind: 'read', off: [off] }, now: asInstant(10_000) })).toEqual([]);
    expect(closedIn({ switches: { kind: 'read', off: [{ ...off, cluster: 'c2' as ClusterId }] } })).toEqual([]);
  });

  test('by hand only those that keep two from acting at once are asked', () => {
    const closedByPolicy = { rules: NO_AUTOMATIC_RECOVERY, switches: { kind: 'read', off: [off] } } as const;
    expect(closedIn({ ...closedByPolicy, forced: true })).toEqual([]);
    expect(closedIn({ ...closedByPolicy, forced: true, acting: { kind: 'other', holder: 'ada' } })).toEqual(['actor']);
  });

  test('a verdict without a recovery has no scope', () => {
    expect(recoveryScopeOf('DeadMaster')).toBe('master');
    expect(recoveryScopeOf('UnreachableMaster')).toBeNull();
    expect(recoveryScopeOf('toString')).toBeNull();
  });
});
