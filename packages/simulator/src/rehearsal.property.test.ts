/** A fleet that is built from what Topiary knows of another one shows the same, whatever shape it has. */
import type { Observation } from '@topiary/domain';
import { Fleet } from '@topiary/fleet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settledFleet, SETTLED_MS, snapshotOf } from '../test/step-cases.ts';
import { generateScenario } from './scenario/generate.ts';
import { SHAPES, shapesOf } from './scenario/shapes.ts';
import { idNamed } from './world/build-fleet.ts';

/** What the structure of a cluster is made of; positions and relay logs are of each fleet's own. */
function shown({ identity, product, settings, channels, gtid, group, semiSync }: Observation): unknown {
  return {
    identity,
    product,
    settings,
    gtid,
    group,
    semiSync: { ...semiSync, sourceActive: null, replicaActive: null, sourceClients: null },
    channels: channels.map((channel) => ({
      name: channel.name,
      source: channel.source,
      receiver: channel.receiver,
      applier: channel.applier,
      positioning: channel.positioning,
      settings: channel.settings,
      delaySeconds: channel.delaySeconds,
      filters: channel.filters,
      user: channel.user,
    })),
  };
}

const MANY_SEEDS = Array.from({ length: 500 }, (_, index) => index);

function sameShown(seed: number): void {
  const { servers } = generateScenario(seed);
  const live = settledFleet(servers);
  const copy = Fleet.fromSnapshot(snapshotOf(live));
  copy.advance(copy.nowMs + SETTLED_MS);
  for (const { name } of servers) {
    const id = idNamed(name);
    expect(shown(copy.observe(id))).toEqual(shown(live.observe(id)));
  }
}

describe('a fleet from a snapshot shows what the snapshot showed', () => {
  test('whatever the seed', () => {
    fc.assert(fc.property(fc.nat(100_000), sameShown));
  });

  test.each(SHAPES)('%s', (shape) => {
    const seed = MANY_SEEDS.find((one) => shapesOf(generateScenario(one).servers).includes(shape));
    sameShown(seed ?? -1);
    expect(seed).toBeDefined();
  });
});

test('what is written there comes to all that follow', () => {
  fc.assert(
    fc.property(fc.nat(100_000), (seed) => {
      const { servers } = generateScenario(seed);
      const copy = Fleet.fromSnapshot(snapshotOf(settledFleet(servers)));
      copy.advance(copy.nowMs + SETTLED_MS);
      const [master] = servers;
      if (master === undefined || copy.variable(idNamed(master.name), 'read_only') !== 'OFF') return;
      const session = copy.openSession(idNamed(master.name), { user: 'root' });
      if ('kind' in session) throw new Error(session.text);
      // With semi-sync the answer may wait for a replica, or for its time-out.
      copy.perform(session, { kind: 'write', write: { schema: 'app' } }, () => undefined);
      copy.advance(copy.nowMs + SETTLED_MS * 2);
      const wrote = copy.acknowledged.at(-1)?.transaction.identity;
      expect(wrote).toBeDefined();
      for (const { name, channels } of servers) {
        if (channels.length !== 1 || channels[0]?.source !== master.name || channels[0].stopped !== 'none') continue;
        const held = copy.transactionsOf(idNamed(name)).find(({ stream }) => stream === wrote?.stream);
        expect(held?.runs.at(-1)?.[1]).toBe(wrote?.number);
      }
    }),
  );
});
