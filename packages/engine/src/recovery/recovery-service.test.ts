import { describe, expect, test } from 'vitest';
import { asClusterId, message, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { RecoveryRules } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { SOMEBODY, startWorld } from '../testing/engine-world.ts';
import type { World } from '../testing/engine-world.ts';
import { NOTES_DEADLINE_MS } from './readiness-notes.ts';
import { STEPS_WRITE_INTERVAL_MS } from './running-recovery.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const RULES: RecoveryRules = { ...NO_AUTOMATIC_RECOVERY, masters: [{ text: '*', matches: () => true }] };
const TOPOLOGY = 'a > b, c';
const [a, b, c] = [id('a'), id('b'), id('c')];
const page = { page: 0, pageSize: 10 };

async function world(options: { rules?: RecoveryRules; disk?: MemoryDisk } = {}): Promise<World> {
  const disk = options.disk ?? new MemoryDisk();
  return startWorld({
    turn,
    store: (clock) => createMemoryStore({ disk, clock }),
    topology: TOPOLOGY,
    settings: { recovery: options.rules ?? RULES },
  });
}

function dead(at: World, fields: { code?: string; forced?: boolean } = {}) {
  const cluster = [...at.engine.snapshot().clusters.keys()][0] ?? asClusterId('none');
  return { code: 'DeadMaster', instance: a, cluster, forced: false, ...fields };
}

async function begun(at: World) {
  const result = await at.engine.recoveries.begin(dead(at));
  if (result.kind !== 'registered') throw new Error(JSON.stringify(result));
  return result.recovery;
}

describe('a recovery', () => {
  test('is registered with where it is, notes its steps, and ends with who took over', async () => {
    const at = await world();
    const recovery = await begun(at);
    recovery.phase('seen');
    recovery.note(message('audit-text', { text: 'first' }));
    await at.clock.advance(STEPS_WRITE_INTERVAL_MS);
    recovery.note(message('audit-text', { text: 'second' }));
    await recovery.acts(null);
    expect(await recovery.resolve({ successor: b, lost: [c], errors: [] })).toBe(true);
    const { items } = await at.engine.recoveries.list(page);
    expect(items).toMatchObject([
      {
        uid: recovery.uid,
        code: 'DeadMaster',
        scope: 'master',
        successor: b,
        changed: true,
        details: { replicas: [b, c], lost: [c], timings: [{ phase: 'seen' }] },
      },
    ]);
    const steps = await at.engine.recoveries.steps(recovery.uid);
    expect(steps.map((step) => step.message.params['text'])).toEqual(['first', 'second']);
    const { items: audit } = await at.engine.audit({ ...page, action: 'recover' });
    expect(audit.map(({ result }) => result)).toEqual(['ok', 'ok']);
  });

  test('holds back the next one until it is acknowledged with a comment', async () => {
    const at = await world();
    const recovery = await begun(at);
    expect(await at.engine.recoveries.begin(dead(at))).toMatchObject({ kind: 'refused', gate: { code: 'running' } });
    await recovery.resolve({ successor: b, lost: [], errors: [] });
    const refused = await at.engine.recoveries.begin(dead(at));
    expect(refused).toMatchObject({ kind: 'refused', gate: { code: 'anti-flapping', recovery: recovery.uid } });
    expect(await at.engine.recoveries.blocked()).toMatchObject([{ instance: a, byUid: recovery.uid }]);
    const all = { kind: 'all' } as const;
    expect(await at.engine.recoveries.acknowledge(all, { actor: SOMEBODY, comment: ' \n' })).toMatchObject({
      kind: 'refused',
    });
    expect(await at.engine.recoveries.acknowledge(all, { actor: SOMEBODY, comment: 'seen\n' })).toMatchObject({
      kind: 'done',
      count: { recoveries: 1 },
    });
    expect(await at.engine.recoveries.begin(dead(at))).toMatchObject({ kind: 'registered' });
  });

  test('that changed nothing lets a real one begin', async () => {
    const at = await world({ rules: { ...RULES, repairsSemiSync: true } });
    const semiSync = await at.engine.recoveries.begin(dead(at, { code: 'LockedSemiSyncMaster' }));
    if (semiSync.kind !== 'registered') throw new Error('refused');
    await semiSync.recovery.resolve({ successor: null, lost: [], errors: [] });
    expect(await at.engine.recoveries.begin(dead(at))).toMatchObject({ kind: 'registered' });
  });

  test('is refused by the gate that is closed, and by hand policy is not asked', async () => {
    const at = await world({ rules: NO_AUTOMATIC_RECOVERY });
    const { recoveries } = at.engine;
    expect(await recoveries.begin(dead(at))).toMatchObject({ kind: 'refused', gate: { code: 'cluster-filter' } });
    // Findings ask again and again: the log says it once.
    await recoveries.begin(dead(at));
    expect(at.log.filter(({ event }) => event === 'recovery-refused')).toHaveLength(1);
    expect(await recoveries.begin(dead(at, { code: 'UnreachableMaster' }))).toMatchObject({ kind: 'no-recovery' });
    expect(await recoveries.begin(dead(at, { forced: true }))).toMatchObject({ kind: 'registered' });
  });

  test('by hand holds none back that follows: who did it knows of it', async () => {
    const at = await world();
    const { recoveries } = at.engine;
    const byHand = await recoveries.begin(dead(at, { forced: true }));
    if (byHand.kind !== 'registered') throw new Error(byHand.kind);
    await byHand.recovery.acts(null);
    await byHand.recovery.resolve({ successor: b, lost: [], errors: [] });
    expect((await recoveries.list(page)).items).toMatchObject([{ acknowledged: { comment: 'by hand' } }]);
    expect((await recoveries.begin(dead(at))).kind).toBe('registered');
  });

  test('that was cut off is over when the next process begins to act, and holds nothing back', async () => {
    const disk = new MemoryDisk();
    const first = await world({ disk });
    const recovery = await begun(first);
    await recovery.acts(null);
    await first.clock.until(first.store.close());
    const second = await world({ disk });
    expect((await second.engine.recoveries.list(page)).items).toMatchObject([{ acknowledged: { by: 'topiary' } }]);
    expect((await second.engine.recoveries.begin(dead(second))).kind).toBe('registered');
  });

  test('does not begin while the switch cannot be read', async () => {
    const disk = new MemoryDisk();
    const at = await world({ disk });
    disk.trouble = 'store-full';
    expect(await at.engine.recoveries.begin(dead(at))).toMatchObject({ kind: 'refused', gate: { code: 'store' } });
  });
});

describe('the switches', () => {
  test('say why, hold back at once, are audited, and end by themselves', async () => {
    const at = await world();
    const { recoveries } = at.engine;
    const wish = { cluster: null, on: false, reason: 'move', durationMs: 60_000 };
    expect(await recoveries.setSwitch({ ...wish, reason: ' ' }, SOMEBODY)).toMatchObject({ kind: 'refused' });
    expect(await recoveries.setSwitch(wish, SOMEBODY)).toEqual({ kind: 'done' });
    expect(await recoveries.begin(dead(at))).toMatchObject({ kind: 'refused', gate: { code: 'global-switch' } });
    expect(await recoveries.switches()).toMatchObject({ kind: 'read', off: [{ owner: 'li', reason: 'move' }] });
    await at.clock.advance(60_000);
    expect(await recoveries.switches()).toEqual({ kind: 'read', off: [] });
    expect((await recoveries.begin(dead(at))).kind).toBe('registered');
    expect((await at.engine.audit({ ...page, action: 'disable-recoveries' })).total).toBe(1);
  });

  test('of a cluster are told in its readiness, with what else is closed', async () => {
    const at = await world();
    const { cluster } = dead(at);
    expect(await at.engine.recoveries.readiness(cluster)).toMatchObject({
      servers: [{ instance: a, scope: 'master', ready: true }],
    });
    await at.engine.recoveries.setSwitch({ cluster, on: false, reason: 'x', durationMs: null }, SOMEBODY);
    const closed = (await at.engine.recoveries.readiness(cluster))?.servers[0]?.gates.filter((gate) => !gate.isOpen);
    expect(closed?.map(({ code }) => code)).toEqual(['cluster-switch']);
    expect(await at.engine.recoveries.readiness(asClusterId('none'))).toBeNull();
  });
});

test('readiness says what should be put right before a master fails, as far as the master itself tells it', async () => {
  const at = await world();
  const { cluster } = dead(at);
  const notes = async (wish: { forecasts?: boolean }) => {
    const reading = at.engine.recoveries.readiness(cluster, wish);
    await at.clock.advance(NOTES_DEADLINE_MS);
    return (await reading)?.servers[0]?.notes.map(({ why }) => why.code);
  };
  expect(await notes({ forecasts: true })).toEqual([]);
  const file = { origin: 'file', path: '/etc/my.cnf' } as const;
  const bare = { persisted: {}, events: [], seesEvents: true };
  at.servers.onStanding = () => ({ ...bare, variables: { read_only: 'OFF' }, sources: { read_only: file } });
  expect(await notes({ forecasts: true })).toEqual(['writable-at-start-file']);
  expect(await notes({})).toEqual([]);
});

test('a failure is new once for each code', async () => {
  const at = await world();
  const { forced: _, ...failure } = dead(at);
  const told = (code: string) => at.engine.recoveries.detected({ ...failure, code, actionable: true });
  expect([await told('DeadMaster'), await told('DeadMaster'), await told('UnreachableMaster')]).toMatchObject([
    { kind: 'new' },
    { kind: 'known' },
    { kind: 'new' },
  ]);
  expect((await at.engine.recoveries.detections(page)).items).toMatchObject([{ code: 'UnreachableMaster' }, {}]);
});

test('acknowledging everything ends detections too: the same failure after it is new', async () => {
  const at = await world();
  const { forced: _, ...failure } = dead(at);
  const told = () => at.engine.recoveries.detected({ ...failure, code: 'DeadMaster', actionable: true });
  await told();
  await at.engine.recoveries.acknowledge({ kind: 'all' }, { actor: SOMEBODY, comment: 'seen' });
  expect(await told()).toMatchObject({ kind: 'new' });
});
