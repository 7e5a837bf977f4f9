import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, planned, topology, withChannels, withInstance } from '../../testing/index.ts';
import type { InstanceClassification } from '../../classification/classification.ts';
import type { TopologyOptions } from '../../testing/records.ts';
import type { Observation } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { edgesOf } from '../../topology/queries.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId } from '../plan.ts';
import type { Intent, Plan } from '../plan.ts';
import { predict } from '../predict.ts';

const cut = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });
const rehome = (name: string): Intent => ({ kind: 'reshape', shape: { kind: 'rehome-replicas', source: id(name) } });

/** `text` with a server that is gone, and replicas that lost it. */
function without(text: string, gone: string, options: TopologyOptions & { readonly cut: readonly string[] }) {
  const servers = { ...options.servers, ...Object.fromEntries(options.cut.map((name) => [name, { change: cut }])) };
  return withInstance(topology(text, { ...options, servers }), gone, { health: 'unreachable' });
}

function classified(
  snapshot: TopologySnapshot,
  changes: Readonly<Record<string, Partial<InstanceClassification>>>,
): TopologySnapshot {
  const instances = new Map(snapshot.instances);
  for (const [name, change] of Object.entries(changes)) {
    const instance = instances.get(id(name));
    if (instance === undefined) throw new Error(`no ${name}`);
    instances.set(instance.id, { ...instance, classification: { ...instance.classification, ...change } });
  }
  return { ...snapshot, instances };
}

const inCenters = (centers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(centers).map(([name, dataCenter]) => [name, { dataCenter }]));

function homes(made: Plan, snapshot: TopologySnapshot, names: readonly string[]): readonly (readonly string[])[] {
  const then = predict(made, snapshot, DEFAULT_POLICY);
  return names.map((name) => edgesOf(then, id(name)).map(({ source }) => source));
}

function refusal(snapshot: TopologySnapshot, intent: Intent): readonly string[] {
  const made = planIntent({ snapshot, policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

describe('the replicas of an intermediate master that is gone', () => {
  test('go to a sibling of its data center, rather than to one elsewhere or to the master', () => {
    const dead = without('m > i, x, y; i > a, b', 'i', { cut: ['a', 'b'] });
    const snapshot = classified(dead, inCenters({ m: 'east', i: 'west', x: 'east', y: 'west', a: 'west', b: 'west' }));
    expect(homes(planned(snapshot, rehome('i')), snapshot, ['a', 'b'])).toEqual([[id('y')], [id('y')]]);
  });

  test('go to whom people prefer, and never to whom they keep out', () => {
    const dead = without('m > i, x, y; i > a, b', 'i', { cut: ['a', 'b'] });
    const kept = classified(dead, { x: { neverPromoted: true } });
    expect(homes(planned(kept, rehome('i')), kept, ['a'])).toEqual([[id('y')]]);
    const both = classified(dead, { x: { neverPromoted: true }, y: { neverPromoted: true } });
    expect(homes(planned(both, rehome('i')), both, ['a', 'b'])).toEqual([[id('m')], [id('m')]]);
  });

  test('follow one of themselves where their data center has nobody else, over one connection as before', () => {
    const dead = without('m > i, x; i > a, b, c', 'i', { cut: ['a', 'b', 'c'] });
    const snapshot = classified(dead, inCenters({ m: 'east', x: 'east', i: 'west', a: 'west', b: 'west', c: 'east' }));
    const made = planned(snapshot, rehome('i'));
    expect(homes(made, snapshot, ['a', 'b', 'c'])).toEqual([[id('x')], [id('a')], [id('x')]]);
    expect(made.checks.map(({ message }) => message.code)).toContain('leads-data-center');
  });

  test('go above a source that is gone too, and nowhere where nobody answers', () => {
    const dead = without('m > i; i > j; j > a, b', 'j', { cut: ['a', 'b'] });
    const both = withInstance(dead, 'i', { health: 'unreachable' });
    expect(homes(planned(both, rehome('j')), both, ['a'])).toEqual([[id('m')]]);
    expect(refusal(withInstance(both, 'm', { health: 'unreachable' }), rehome('j'))).toEqual(['no-home']);
    expect(refusal(topology('m > a'), rehome('a'))).toEqual(['no-replicas']);
  });

  test('stay, with the reason, where nobody knows their place in another log', () => {
    const dead = without('m > i, x; i > a, b', 'i', { cut: ['a', 'b'], gtid: false });
    expect(refusal(dead, rehome('i'))).toContain('anchor-not-reachable');
  });

  test('of a group go to a member that the group says is in it, and to no other', () => {
    const states = { g1: 'UNREACHABLE', g2: 'RECOVERING', g3: 'ONLINE' } as const;
    const inGroup =
      (self: string) =>
      (found: Observation): Observation => ({
        ...found,
        group: {
          groupName: 'g',
          mode: 'single-primary',
          members: Object.entries(states).map(([name, state]) => ({
            uuid: name === self ? (found.identity.serverUuid ?? '') : name,
            address: { host: name, port: 3306 },
            state,
            role: name === 'g3' ? 'PRIMARY' : 'SECONDARY',
          })),
        },
      });
    const servers = Object.fromEntries(Object.keys(states).map((name) => [name, { change: inGroup(name) }]));
    const dead = without('g1 > a, b; g2; g3', 'g1', { cut: ['a', 'b'], servers });
    expect(homes(planned(dead, rehome('g1')), dead, ['a', 'b'])).toEqual([[id('g3')], [id('g3')]]);
  });

  test('that fit nowhere are left behind, and the others go', () => {
    const dead = without('m > i; i > a, b', 'i', { cut: ['a', 'b'], servers: {} });
    const snapshot = withInstance(dead, 'b', { health: 'unreachable' });
    const made = planned(snapshot, rehome('i'));
    expect(homes(made, snapshot, ['a', 'b'])).toEqual([[id('m')], [id('i')]]);
    expect(made.notes.map(({ code }) => code)).toContain('replica-left-behind');
  });
});
