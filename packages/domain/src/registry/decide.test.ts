import { describe, expect, test } from 'vitest';
import { id, topology } from '../testing/index.ts';
import { asInstant } from '../shared/time.ts';
import { asClusterId } from '../topology/snapshot.ts';
import type { RegistryCommand } from './command.ts';
import { decideRegistration } from './decide.ts';
import type { RegistryDecision } from './decide.ts';
import { MAX_POOLS_PER_INSTANCE } from './limits.ts';
import { EMPTY_REGISTRY, expired, registeredOf, withChange } from './registry.ts';
import type { Registry } from './registry.ts';

const snapshot = topology('a > b, c\nx > y');
const NOW = asInstant(1_700_000_000_000);
const [a, b] = [id('a'), id('b')];
const minute = 60_000;

function decide(command: RegistryCommand, registry: Registry = EMPTY_REGISTRY): RegistryDecision {
  return decideRegistration({ command, registry, snapshot, now: NOW });
}

function after(...commands: readonly RegistryCommand[]): Registry {
  return commands.reduce((registry, command) => {
    const decision = decide(command, registry);
    return decision.kind === 'change' ? withChange(registry, decision.change) : registry;
  }, EMPTY_REGISTRY);
}

const note = { instance: a, owner: ' jo ', reason: ' kernel\n', durationMs: 30 * minute };

describe('downtime', () => {
  test('has an owner, a reason and an end, and is replaced by a later one', () => {
    const registry = after({ kind: 'begin-downtime', ...note }, { kind: 'begin-downtime', ...note, owner: 'li' });
    expect(registeredOf(registry, a).downtime).toEqual({
      owner: 'li',
      reason: 'kernel',
      startedAt: NOW,
      endsAt: NOW + 30 * minute,
    });
    expect(registry.entries.size).toBe(1);
  });

  test('ends, and ending it again is nothing', () => {
    const registry = after({ kind: 'begin-downtime', ...note }, { kind: 'end-downtime', instance: a });
    expect(registeredOf(registry, a).downtime).toBeNull();
    expect(decide({ kind: 'end-downtime', instance: a }, registry)).toEqual({ kind: 'nothing' });
  });

  test.each([
    [{ owner: ' ' }, 'owner-empty'],
    [{ reason: '\n' }, 'reason-empty'],
    [{ owner: 'x'.repeat(129) }, 'owner-too-long'],
    [{ reason: 'x'.repeat(1_001) }, 'reason-too-long'],
    [{ owner: 'a\u0007b' }, 'owner-has-control-characters'],
    [{ durationMs: 0 }, 'duration-out-of-bounds'],
    [{ durationMs: Number.NaN }, 'duration-out-of-bounds'],
    [{ durationMs: 400 * 24 * 60 * minute }, 'duration-out-of-bounds'],
  ])('with %o is refused', (change, code) => {
    expect(decide({ kind: 'begin-downtime', ...note, ...change })).toMatchObject({
      kind: 'refused',
      reason: { code },
    });
  });

  test('of a server that nobody knows is refused', () => {
    expect(decide({ kind: 'begin-downtime', ...note, instance: id('q') })).toEqual({
      kind: 'unknown-instance',
      instance: id('q'),
    });
  });
});

describe('maintenance', () => {
  test('is held by one at a time', () => {
    const registry = after({ kind: 'begin-maintenance', ...note });
    expect(decide({ kind: 'begin-maintenance', ...note, owner: 'li' }, registry)).toMatchObject({
      kind: 'refused',
      reason: { code: 'already-in-maintenance', params: { owner: 'jo' } },
    });
  });

  test('has a number that grows', () => {
    const registry = after({ kind: 'begin-maintenance', ...note }, { kind: 'begin-maintenance', ...note, instance: b });
    const ids = [a, b].map((instance) => registeredOf(registry, instance).maintenance?.id ?? 0);
    expect(ids[1]).toBeGreaterThan(ids[0] ?? Infinity);
  });
});

describe('tags', () => {
  const tag = (name: string, value = '', instance = a): RegistryCommand => ({ kind: 'set-tag', instance, name, value });

  test('are kept by name, in order, and setting the same again is nothing', () => {
    const registry = after(tag('role', 'x'), tag('canary'), tag('role', 'backup'));
    expect(registeredOf(registry, a).tags).toEqual([
      { name: 'canary', value: '' },
      { name: 'role', value: 'backup' },
    ]);
    expect(decide(tag('canary'), registry)).toEqual({ kind: 'nothing' });
  });

  test('are removed from one server or from all, with a value only where it matches', () => {
    const registry = after(tag('role', 'x'), tag('role', 'x', b), tag('role', 'y', id('c')));
    const all = decide({ kind: 'remove-tag', instance: null, name: 'role', value: 'x' }, registry);
    expect(all).toMatchObject({ kind: 'change', instances: [a, b] });
    expect(decide({ kind: 'remove-tag', instance: a, name: 'role', value: 'y' }, registry).kind).toBe('nothing');
    expect(decide({ kind: 'remove-tag', instance: a, name: 'role', value: null }, registry)).toMatchObject({
      instances: [a],
    });
  });

  test('are at most fifty for one server', () => {
    const registry = after(...Array.from({ length: 50 }, (_, index) => tag(`t${index}`)));
    expect(decide(tag('one-more'), registry)).toMatchObject({ kind: 'refused', reason: { code: 'too-many-tags' } });
    expect(decide(tag('t0', 'changed'), registry).kind).toBe('change');
  });
});

describe('pools', () => {
  test('take one server more or less, and leave the others as they are', () => {
    const join = { kind: 'join-pool', pool: ' readers ', durationMs: minute } as const;
    const both = after({ ...join, instance: a, durationMs: null }, { ...join, instance: b });
    expect([...both.entries.values()].map((one) => [one.kind, one.expiresAt])).toEqual([
      ['pool', null],
      ['pool', NOW + minute],
    ]);
    const left = after(
      { ...join, instance: a },
      { ...join, instance: b },
      { kind: 'leave-pool', instance: a, pool: 'readers' },
    );
    expect([a, b].map((key) => registeredOf(left, key).pools)).toEqual([[], ['readers']]);
    expect(decide({ kind: 'leave-pool', instance: a, pool: 'readers' })).toEqual({ kind: 'nothing' });
  });

  test('have names that fit into an address of the API, also when one server joins', () => {
    const decision = decide({ kind: 'join-pool', instance: a, pool: 'a/b', durationMs: null });
    expect(decision).toMatchObject({ kind: 'refused', reason: { code: 'pool-name-invalid' } });
    const full = after(
      ...Array.from({ length: MAX_POOLS_PER_INSTANCE }, (_, index) => {
        return { kind: 'join-pool', instance: a, pool: `pool-${index}`, durationMs: null } as const;
      }),
    );
    const one = { kind: 'join-pool', instance: a, pool: 'more', durationMs: null } as const;
    expect(decide(one, full)).toMatchObject({ kind: 'refused', reason: { code: 'too-many-pools' } });
    expect(decide({ ...one, pool: 'pool-1' }, full).kind).toBe('change');
  });

  const submit = (...instances: readonly string[]): RegistryCommand => ({
    kind: 'submit-pool',
    pool: 'readers',
    instances: instances.map(id),
    durationMs: 60 * minute,
  });

  test('are submitted whole: who is not named is not in it any more', () => {
    const registry = after(submit('a', 'b'), submit('b', 'c'));
    expect([...registry.instances].filter(([, { pools }]) => pools.includes('readers')).map(([key]) => key)).toEqual([
      id('b'),
      id('c'),
    ]);
  });

  test('without members are none', () => {
    expect(after(submit('a'), submit()).entries.size).toBe(0);
  });
});

describe('a promotion rule', () => {
  test('holds until its time is over, or for ever', () => {
    const candidate = { kind: 'register-candidate', instance: a, rule: 'prefer' } as const;
    const registry = after({ ...candidate, durationMs: minute }, { ...candidate, instance: b, durationMs: null });
    expect(registeredOf(registry, a).promotion).toEqual({ rule: 'prefer', registeredAt: NOW, expiresAt: NOW + minute });
    expect(registeredOf(registry, b).promotion?.expiresAt).toBeNull();
    expect(expired(registry, NOW)).toEqual({ gone: [], nextAt: NOW + minute });
    expect(expired(registry, asInstant(NOW + minute)).gone).toMatchObject([{ instance: a }]);
  });
});

describe('a cluster’s alias', () => {
  const [one, two] = [...snapshot.clusters.keys()];
  const alias = (text: string | null, cluster = one): RegistryCommand => ({
    kind: 'set-cluster-alias',
    cluster: cluster ?? asClusterId(''),
    alias: text,
  });

  test('belongs to one cluster', () => {
    const registry = after(alias('shop'));
    expect(registry.clusterAliases.get(one ?? asClusterId(''))).toBe('shop');
    expect(decide(alias('shop', two), registry)).toMatchObject({ reason: { code: 'cluster-alias-taken' } });
    expect(decide(alias(id('a'), two), registry)).toMatchObject({ reason: { code: 'cluster-alias-taken' } });
  });

  test('is taken away by an empty one', () => {
    expect(after(alias('shop'), alias(' ')).entries.size).toBe(0);
    expect(decide(alias(null)).kind).toBe('nothing');
  });

  test('of a cluster that is not there is refused', () => {
    expect(decide(alias('shop', asClusterId('gone')))).toEqual({ kind: 'unknown-cluster', cluster: 'gone' });
  });
});

test('a change leaves what it does not touch the same object', () => {
  const registry = after({ kind: 'begin-downtime', ...note }, { kind: 'set-tag', instance: b, name: 'x', value: '' });
  const decision = decide({ kind: 'set-tag', instance: b, name: 'y', value: '' }, registry);
  if (decision.kind !== 'change') throw new Error('no change');
  const next = withChange(registry, decision.change);
  expect(next.instances.get(a)).toBe(registry.instances.get(a));
  expect(next.instances.get(b)).not.toBe(registry.instances.get(b));
});
