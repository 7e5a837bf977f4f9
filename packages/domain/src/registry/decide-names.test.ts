/** Forgetting, virtual names, and what people say about which addresses lead to one server. */
import { describe, expect, test } from 'vitest';
import { planIntent } from '../planning/plan-intent.ts';
import { asPlanId, stepsInOrder } from '../planning/plan.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { asInstant } from '../shared/time.ts';
import { id, topology } from '../testing/index.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { asClusterId } from '../topology/snapshot.ts';
import type { RegistryCommand } from './command.ts';
import { decideRegistration } from './decide.ts';
import type { RegistryDecision } from './decide.ts';
import { EMPTY_REGISTRY, expired, registeredOf, withChange } from './registry.ts';
import type { Registry } from './registry.ts';

const base = topology('a > b, c\nx > y');
const NOW = asInstant(1_700_000_000_000);
const [a, b, c, alias] = [id('a'), id('b'), id('c'), id('a-alias')];
const snapshot: TopologySnapshot = { ...base, aliases: new Map([[alias, a]]) };
const hour = 3_600_000;

function decide(command: RegistryCommand, registry: Registry = EMPTY_REGISTRY): RegistryDecision {
  return decideRegistration({ command, registry, snapshot, now: NOW, user: 'jo' });
}

function after(...commands: readonly RegistryCommand[]): Registry {
  return commands.reduce((registry, command) => {
    const decision = decide(command, registry);
    if (decision.kind !== 'change') throw new Error(JSON.stringify(decision));
    return withChange(registry, decision.change);
  }, EMPTY_REGISTRY);
}

const forget = (instance = a): RegistryCommand => ({ kind: 'forget', instance, why: 'asked', durationMs: 24 * hour });
const name = (host: string, instance = a): RegistryCommand => ({
  kind: 'set-virtual-name',
  instance,
  host,
  durationMs: hour,
});

describe('forgetting', () => {
  test('a server covers all of its addresses, says who, and ends', () => {
    const registry = after(forget());
    for (const address of [a, alias])
      expect(registeredOf(registry, address).forgotten).toEqual({
        why: 'asked',
        by: 'jo',
        wasReplicating: true,
        forgottenAt: NOW,
        expiresAt: NOW + 24 * hour,
      });
    expect(expired(registry, asInstant(NOW + 24 * hour)).gone).toHaveLength(2);
    expect(decide(forget(), registry)).toEqual({ kind: 'nothing' });
  });

  test('is taken back for all of its addresses, whichever is named', () => {
    const registry = after(forget(), { kind: 'remember', instance: alias, why: 'asked' });
    expect(registry.entries.size).toBe(0);
    expect(decide({ kind: 'remember', instance: a, why: 'asked' }, registry)).toEqual({ kind: 'nothing' });
  });

  test('a cluster forgets its members and the name it was given by hand', () => {
    const cluster = snapshot.instances.get(a)?.cluster ?? asClusterId('');
    const registry = after(
      { kind: 'set-cluster-alias', cluster, alias: 'shop' },
      { kind: 'forget-cluster', cluster, durationMs: hour },
    );
    expect(new Set(registry.instances.keys())).toEqual(new Set([a, alias, b, c]));
    expect(registry.clusterAliases.size).toBe(0);
  });

  test.each([
    [forget(id('nobody')), { kind: 'unknown-instance' }],
    [{ kind: 'forget-cluster', cluster: asClusterId('none'), durationMs: hour }, { kind: 'unknown-cluster' }],
    [
      { ...forget(), durationMs: 0 },
      { kind: 'refused', reason: { code: 'duration-out-of-bounds' } },
    ],
  ] as const)('%o is refused', (command, decision) => {
    expect(decide(command)).toMatchObject(decision);
  });
});

describe('a virtual name', () => {
  test('is in lower case, ends, and is taken away', () => {
    const registry = after(name(' Writer.Example '));
    expect(registeredOf(registry, a).virtualName).toEqual({
      host: 'writer.example',
      registeredAt: NOW,
      expiresAt: NOW + hour,
    });
    const without = decide({ kind: 'remove-virtual-name', instance: a }, registry);
    expect(without).toMatchObject({
      kind: 'change',
      change: { put: [] },
      summary: { code: 'audit-remove-virtual-name' },
    });
  });

  test.each([
    ['writer:3306', 'virtual-name-invalid'],
    ['two words', 'virtual-name-invalid'],
    ['', 'virtual-name-invalid'],
    ['b', 'virtual-name-taken'],
    ['a', 'virtual-name-taken'],
  ])('"%s" is refused: %s', (host, code) => {
    expect(decide(name(host))).toMatchObject({ kind: 'refused', reason: { code } });
  });

  test('belongs to one server of a port', () => {
    expect(decide(name('writer', b), after(name('writer')))).toMatchObject({
      kind: 'refused',
      reason: { code: 'virtual-name-taken', params: { instance: a } },
    });
  });
});

describe('a move to a server with a virtual name', () => {
  const named = (proved: boolean): TopologySnapshot => {
    const target = base.instances.get(b);
    if (target === undefined) throw new Error('no b');
    const registered = { ...target.registered, virtualName: { host: 'writer', registeredAt: NOW, expiresAt: null } };
    return {
      ...base,
      instances: new Map([...base.instances, [b, { ...target, registered }]]),
      aliases: proved ? new Map([[id('writer'), b]]) : new Map(),
    };
  };
  const plan = (of: TopologySnapshot) =>
    planIntent({
      snapshot: of,
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      intent: { kind: 'relocate', replica: c, channel: null, target: b },
    });

  test('uses that name where it is proved to lead there, and says so', () => {
    const made = plan(named(true));
    if ('kind' in made) throw new Error(JSON.stringify(made.reasons));
    expect(stepsInOrder(made)).toMatchObject([{ kind: 'point-replica-at', to: { host: 'writer', port: 3306 } }]);
    expect(made.notes).toContainEqual({
      code: 'virtual-name-given',
      params: { replica: c, target: b, name: id('writer') },
    });
  });

  test('is refused where that is not proved', () => {
    expect(plan(named(false))).toMatchObject({ kind: 'refusal', reasons: [{ code: 'virtual-name-unproved' }] });
  });
});

describe('who is who, by a person’s word', () => {
  test('one server at two addresses, then two servers: the later word replaces the earlier one', () => {
    const same = after({ kind: 'declare-same', instance: c, kept: b });
    expect(same.declared.same).toEqual(new Map([[c, b]]));
    const decision = decide({ kind: 'declare-different', instance: c, other: b }, same);
    if (decision.kind !== 'change') throw new Error(decision.kind);
    const different = withChange(same, decision.change);
    expect([different.declared.same.size, [...different.declared.different]]).toEqual([0, [`${b} ${c}`]]);
    const withdrawn = decide({ kind: 'withdraw-declaration', instance: c, other: b }, different);
    if (withdrawn.kind !== 'change') throw new Error(withdrawn.kind);
    expect(withChange(different, withdrawn.change).entries.size).toBe(0);
  });

  test.each([
    [{ kind: 'declare-same', instance: a, kept: a }, 'same-address-twice'],
    [{ kind: 'declare-same', instance: a, kept: alias }, 'already-one-server'],
    [{ kind: 'declare-different', instance: a, other: a }, 'same-address-twice'],
  ] as const)('%o is refused: %s', (command, code) => {
    expect(decide(command)).toMatchObject({ kind: 'refused', reason: { code } });
  });

  test('the other address may be one that nobody knows', () => {
    expect(decide({ kind: 'declare-same', instance: id('tunnel'), kept: a })).toMatchObject({ kind: 'change' });
    expect(decide({ kind: 'declare-same', instance: a, kept: id('tunnel') })).toMatchObject({
      kind: 'unknown-instance',
    });
  });
});
