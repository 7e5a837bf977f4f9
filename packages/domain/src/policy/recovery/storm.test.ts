import { describe, expect, test } from 'vitest';
import { asInstant } from '../../shared/time.ts';
import { id, recordsOf, REFUSED, snapshotOf, withChannel, withHealth } from '../../testing/index.ts';
import type { ProbeFailureKind } from '../../topology/observation.ts';
import type { HealthClass, TopologySnapshot } from '../../topology/snapshot.ts';
import { brakeOf, DEFAULT_BRAKE, isIndependent, stormIn } from './storm.ts';

const LOST = { change: withChannel({ receiver: 'connecting' }) };
const rules = { masters: 2, share: 0, windowMs: 1_000 };
const failing = (...since: readonly number[]) =>
  since.map((at, index) => ({ id: id(`m${index}`), since: asInstant(at) }));

/** Master `a` fails by `kind`, its replicas `b` and `c` are as said; `x` is another master. */
function world(kind: ProbeFailureKind, replicas: { b?: HealthClass; c?: HealthClass; lost?: boolean } = {}) {
  const servers = replicas.lost === false ? {} : { b: LOST, c: LOST };
  const records = new Map([...recordsOf('a > b, c', { servers }), ...recordsOf('x')]);
  const change = (name: string, health: HealthClass): void => {
    const record = records.get(id(name));
    if (record !== undefined) records.set(record.id, withHealth(record, health));
  };
  change('a', 'unreachable');
  change('b', replicas.b ?? 'ok');
  change('c', replicas.c ?? 'ok');
  const master = records.get(id('a'));
  if (master === undefined) throw new Error('no master');
  records.set(master.id, { ...master, failure: { ...REFUSED, kind } });
  return snapshotOf(records);
}

const judged = (snapshot: TopologySnapshot): boolean => {
  const master = snapshot.instances.get(id('a'));
  if (master === undefined) throw new Error('no master');
  return isIndependent(snapshot, master);
};

describe('evidence that a master fails', () => {
  test('is independent where its host says so, or all of its replicas do', () => {
    expect(judged(world('refused', { b: 'unreachable', c: 'unreachable' }))).toBe(true);
    expect(judged(world('frozen', { c: 'unreachable' }))).toBe(true);
    expect(judged(world('timeout'))).toBe(true);
  });

  test('is not where some of those that would know are gone with it, or still read from it', () => {
    expect(judged(world('timeout', { c: 'unreachable' }))).toBe(false);
    expect(judged(world('unreachable', { b: 'suspect' }))).toBe(false);
    expect(judged(world('timeout', { lost: false }))).toBe(false);
  });
});

describe('a storm', () => {
  test('is more masters than the number that fail within the window, and only those are in it', () => {
    expect(stormIn(failing(0, 900), 100, rules)).toBeNull();
    expect(stormIn(failing(0, 500, 1_001), 100, rules)).toBeNull();
    expect(stormIn(failing(0, 500, 1_000), 100, rules)).toMatchObject({ since: 0, of: 100 });
    expect(stormIn(failing(0, 500, 1_000, 90_000), 100, rules)?.masters).toHaveLength(3);
  });

  test('by share needs two, so that a small fleet with one dead master is none', () => {
    const byShare = { masters: 0, share: 0.3, windowMs: 1_000 };
    expect(stormIn(failing(0), 2, byShare)).toBeNull();
    expect(stormIn(failing(0, 1), 7, byShare)).toBeNull();
    expect(stormIn(failing(0, 1), 6, byShare)?.masters).toHaveLength(2);
    expect(stormIn(failing(0, 1, 2, 3), 4, { ...byShare, share: 0 })).toBeNull();
  });
});

describe('the brake', () => {
  const masters = [id('a'), id('x')];
  const of = (snapshot: TopologySnapshot, storm: ReturnType<typeof stormIn> = null) =>
    brakeOf({ snapshot, instance: id('a'), storm, masters });

  test('holds what is in a storm, and never what is told independently', () => {
    const storm = { masters: [id('a')], since: asInstant(0), of: 2 };
    expect(of(world('timeout', { c: 'unreachable' }), storm)).toMatchObject({ kind: 'storm', masters: 1, of: 2 });
    expect(of(world('refused'), storm)).toEqual({ kind: 'open' });
  });

  test('waits until the other masters were asked since the failure began', () => {
    const snapshot = world('timeout', { c: 'unreachable' });
    const x = snapshot.instances.get(id('x'));
    const since = snapshot.instances.get(id('a'))?.failingSince ?? asInstant(0);
    if (x === undefined) throw new Error('no other master');
    const seenAt = (at: number): TopologySnapshot => ({
      ...snapshot,
      instances: new Map([...snapshot.instances, [x.id, { ...x, observedAt: asInstant(at) }]]),
    });
    expect(of(seenAt(since - 1))).toEqual({ kind: 'asking', asked: 0, of: 1 });
    expect(of(seenAt(since))).toEqual({ kind: 'open' });
    expect(DEFAULT_BRAKE.masters).toBeGreaterThan(1);
  });
});
