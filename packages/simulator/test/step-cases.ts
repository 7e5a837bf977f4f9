/** Random steps on the fleets of random scenarios: what the property tests of this package are about. */
import {
  asClusterId,
  asInstant,
  asStepId,
  buildSnapshot,
  DEFAULT_POLICY,
  STEP_KINDS,
  WRITABILITIES,
} from '@topiary/domain';
import type { Observation, ReplicationChannel, Step, StepKind, TopologySnapshot, Writability } from '@topiary/domain';
import { Fleet } from '@topiary/fleet';
import fc from 'fast-check';
import { START_MS } from '../src/clock/virtual-time.ts';
import { generateScenario } from '../src/scenario/generate.ts';
import { treeOf } from '../src/scenario/parts.ts';
import { isRouter } from '../src/scenario/routers.ts';
import type { PlannedServer } from '../src/scenario/scenario.ts';
import { upkeepStepOn } from './upkeep-step-cases.ts';
import { addressNamed, addServers, idNamed, isMariadb, startReplication } from '../src/world/build-fleet.ts';

export const SETTLED_MS = 10_000;

export interface StepCase {
  readonly seed: number;
  readonly kind: StepKind;
  /** Choices, in [0, 1). */
  readonly replica: number;
  readonly channel: number;
  readonly target: number;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

export const stepCases: fc.Arbitrary<StepCase> = fc.record({
  seed: fc.nat(1_000_000),
  kind: fc.constantFrom(...STEP_KINDS),
  replica: share,
  channel: share,
  target: share,
});

export interface Chosen {
  readonly servers: readonly PlannedServer[];
  readonly server: PlannedServer;
  /** By name. */
  readonly channel: string;
  readonly target: PlannedServer;
}

/** Channels by file and position are in no plan, as a place in another log is not known. */
export function chosenIn({ seed, replica, channel, target }: StepCase): Chosen {
  const { servers } = generateScenario(seed);
  const server = pick(
    servers.filter(({ channels }) => channels.some(({ positioning }) => positioning === 'gtid')),
    replica,
  );
  const { name, source } = pick(server.channels, channel);
  const sources = server.channels.filter((other) => other.name !== name).map((other) => other.source);
  const others = servers.filter(
    (other) =>
      other.name !== server.name &&
      treeOf(other.name) === treeOf(source) &&
      !isRouter(other) &&
      !sources.includes(other.name),
  );
  return { servers, server, channel: name, target: pick(others, target) };
}

/** The same servers give the same fleet, whatever was made before. */
export function settledFleet(servers: readonly PlannedServer[]): Fleet {
  const fleet = new Fleet({ startMs: START_MS });
  addServers(fleet, servers);
  startReplication(fleet, servers);
  fleet.advance(START_MS + SETTLED_MS);
  return fleet;
}

export function channelOf({ channels }: Observation, wanted: string): ReplicationChannel {
  return pick(
    channels.filter(({ name }) => name === wanted),
    0,
  );
}

/** As the planner makes it. */
export function stepOn(kind: StepKind, { server, target }: Chosen, channel: ReplicationChannel): Step {
  const instance = idNamed(server.name);
  const base = { id: asStepId('s1'), lane: instance, instance, deadlineMs: 1_000 };
  const before = {
    receiver: channel.receiver === 'stopped' ? 'stopped' : 'running',
    applier: channel.applier,
  } as const;
  switch (kind) {
    case 'stop-replication':
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
    case 'set-writability':
      return { ...base, kind, to: writabilityFor(server, channel), was: 'read-only' };
    case 'flush-binary-logs':
      return { ...base, kind };
    default:
      return upkeepStepOn(kind, { server, base, channel, before });
  }
}

/** Some of each, by something that differs between cases. */
function writabilityFor(server: PlannedServer, { source }: ReplicationChannel): Writability {
  const choices = isMariadb(server) ? (['writable', 'read-only'] as const) : WRITABILITIES;
  return choices[(source.host.length + server.name.length) % choices.length] ?? 'writable';
}

function pick<Item>(items: readonly Item[], at: number): Item {
  const item = items[Math.floor(at * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** As Topiary would know the fleet after one round of probes. */
export function snapshotOf(fleet: Fleet): TopologySnapshot {
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
        answers: {},
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
