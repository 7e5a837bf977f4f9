import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { id, planned, topology, withChannel } from '../testing/index.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { ControlAct } from './control/control-acts.ts';
import { effectsOf } from './effects-of.ts';
import type { PlanEffect } from './effects-of.ts';
import type { Intent } from './plan.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const TREE = 'm > a, b; a > c';

function effects(intent: Intent, snapshot: TopologySnapshot = topology(TREE)): Record<string, readonly PlanEffect[]> {
  return Object.fromEntries(
    effectsOf(planned(snapshot, intent, POLICY)).map((one) => [one.instance.split(':')[0] ?? '', one.effects]),
  );
}

const takeover = (because: 'takeover' | 'dead'): Intent => ({
  kind: 'replace-master',
  master: id('m'),
  successor: id('a'),
  because,
  ...(because === 'takeover' ? { rejoins: true } : {}),
});
const act = (instance: string, what: ControlAct): Intent => ({ kind: 'control', instance: id(instance), act: what });

describe('what a plan does to servers', () => {
  test('a moved replica stops for a moment, and nothing happens to those between which it moves', () => {
    const move: Intent = { kind: 'relocate', replica: id('c'), channel: null, target: id('b') };
    expect(effects(move)).toEqual({ c: ['replication-pauses'] });
    expect(effects(move, topology(TREE, { family: 'mariadb' }))).toEqual({ c: ['replication-pauses'] });
  });

  test('a takeover closes the master, which becomes a replica, and opens its successor', () => {
    expect(effects(takeover('takeover'))).toEqual({
      m: ['becomes-read-only', 'becomes-replica'],
      a: ['becomes-master', 'becomes-writable'],
      b: ['replication-pauses'],
    });
  });

  test('below a master that is gone replication begins again', () => {
    const lost = { change: withChannel({ receiver: 'connecting' }) };
    const dead = topology(TREE, { servers: { m: { health: 'unreachable' }, a: lost, b: lost } });
    expect(effects(takeover('dead'), dead)).toMatchObject({ b: ['replication-starts'] });
  });

  test.each([
    [{ kind: 'set-writability', to: 'writable' }, ['becomes-writable']],
    [{ kind: 'stop-replica', channel: null, threads: 'both' }, ['replication-stops']],
    [{ kind: 'restart-replica', channel: null, threads: 'both' }, ['replication-pauses']],
    [{ kind: 'detach-replica', channel: null }, ['is-detached']],
    [{ kind: 'reset-replica', channel: null }, ['leaves-source']],
    [{ kind: 'delay-replication', channel: null, seconds: 60 }, ['replication-pauses']],
    [{ kind: 'flush-binary-logs' }, undefined],
  ] as const)('%j', (what, expected) => {
    expect(effects(act('c', what as ControlAct))['c']).toEqual(expected);
  });
});
