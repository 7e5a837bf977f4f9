/** What is predicted of a step is what carrying it out on the fleet gives, for every kind of step. */
import {
  asClusterId,
  asInstant,
  asPlanId,
  asStepId,
  buildSnapshot,
  DEFAULT_POLICY,
  predict,
  STEP_KINDS,
} from '@topiary/domain';
import type {
  InstanceId,
  Observation,
  Plan,
  ReplicationChannel,
  Step,
  StepKind,
  TopologySnapshot,
} from '@topiary/domain';
import { Fleet } from '@topiary/fleet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { START_MS } from './clock/virtual-time.ts';
import { generateScenario } from './scenario/generate.ts';
import type { PlannedServer } from './scenario/scenario.ts';
import { statementsOf } from './wire/step-statements.ts';
import { addressNamed, addServers, idNamed, isMariadb, startReplication, tryAtPrompt } from './world/build-fleet.ts';

const SETTLED_MS = 10_000;
const RUNS = 100;

interface Case {
  readonly seed: number;
  readonly kind: StepKind;
  readonly replica: number;
  readonly target: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  seed: fc.nat(1_000_000),
  kind: fc.constantFrom(...STEP_KINDS),
  replica: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  target: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

function fleetOf(servers: readonly PlannedServer[]): Fleet {
  const fleet = new Fleet({ startMs: START_MS });
  addServers(fleet, servers);
  startReplication(fleet, servers);
  fleet.advance(START_MS + SETTLED_MS);
  return fleet;
}

function snapshotOf(fleet: Fleet): TopologySnapshot {
  const asOf = asInstant(fleet.nowMs);
  const records = new Map(
    fleet.ids.map((id) => [
      id,
      {
        id,
        address: fleet.server(id).address,
        observation: fleet.observe(id),
        observedAt: asOf,
        failure: null,
        failingSince: null,
        failures: 0,
        lastCluster: null,
        lastSources: [],
      },
    ]),
  );
  let count = 0;
  const { snapshot } = buildSnapshot({
    asOf,
    records,
    aliases: new Map(),
    previous: null,
    changed: null,
    knownClusters: new Map(),
    mintClusterId: () => asClusterId(`c${(count += 1)}`),
    policy: DEFAULT_POLICY,
  });
  return snapshot;
}

function pick<Item>(items: readonly Item[], share: number): Item {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function channelOf({ channels }: Observation): ReplicationChannel {
  return pick(channels, 0);
}

function stepOf(kind: StepKind, server: PlannedServer, channel: ReplicationChannel, target: PlannedServer): Step {
  const instance = idNamed(server.name);
  const base = { id: asStepId('s1'), lane: instance, instance, deadlineMs: 1_000 };
  const before = {
    receiver: channel.receiver === 'stopped' ? 'stopped' : 'running',
    applier: channel.applier,
  } as const;
  switch (kind) {
    case 'stop-replication':
      return { ...base, kind, channel: channel.name, before };
    case 'start-replication':
      return { ...base, kind, channel: channel.name, before };
    case 'wait-for-position':
      return { ...base, kind, position: { kind: 'known', position: '' } };
    case 'point-replica-at':
      return {
        ...base,
        kind,
        channel: channel.name,
        from: channel.source,
        to: addressNamed(target.name),
        stops: isMariadb(server) ? 'both' : 'receiver',
        before,
        positioning: channel.positioning,
        settings: channel.settings,
      };
  }
}

function planOf(step: Step): Plan {
  return {
    id: asPlanId('p'),
    intent: { kind: 'undo', plan: asPlanId('p'), moves: [] },
    cluster: asClusterId('c1'),
    basis: { revision: 0, asOf: asInstant(0) },
    checks: [],
    notes: [],
    rounds: [{ stages: [{ steps: [step] }] }],
  };
}

/** What a step may change, and what it must leave alone; positions move by themselves. */
function structureOf(observation: Observation): unknown {
  const { source, receiver, applier, positioning, settings, delaySeconds, user, filters } = channelOf(observation);
  return { source, receiver, applier, positioning, settings, delaySeconds, user, filters };
}

function carryOut(fleet: Fleet, step: Step, id: InstanceId): string | null {
  const { product } = fleet.observe(id);
  const commands = statementsOf(step, { product, results: {}, fleet }).flatMap((statement) =>
    statement.kind === 'command' ? [statement.command] : [],
  );
  return tryAtPrompt(fleet, id, commands);
}

test('a step does what is predicted of it', () => {
  fc.assert(
    fc.property(cases, ({ seed, kind, replica, target }) => {
      const { servers } = generateScenario(seed);
      const server = pick(
        servers.filter(({ source }) => source !== null),
        replica,
      );
      const others = servers.filter(({ name }) => name !== server.name && name.startsWith(server.name.slice(0, 1)));
      const fleet = fleetOf(servers);
      const id = idNamed(server.name);
      const step = stepOf(kind, server, channelOf(fleet.observe(id)), pick(others, target));
      const predicted = predict(planOf(step), snapshotOf(fleet), DEFAULT_POLICY).instances.get(id)?.observation;
      expect(carryOut(fleet, step, id)).toBeNull();
      fleet.advance(fleet.nowMs + SETTLED_MS);
      const found = fleet.observe(id);
      // A source that refuses the replica is what plans are put back for; no step predicts it.
      fc.pre(channelOf(found).receiverError === null);
      expect(predicted === undefined || predicted === null ? null : structureOf(predicted)).toEqual(structureOf(found));
    }),
    { numRuns: RUNS },
  );
});
