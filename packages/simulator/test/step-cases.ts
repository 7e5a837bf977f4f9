/** Random steps on the fleets of random scenarios: what the property tests of this package are about. */
import {
  asClusterId,
  asInstant,
  asStepId,
  BOTH,
  CLONE_STEP_KINDS,
  COORDINATE_STEP_KINDS,
  buildSnapshot,
  DEFAULT_POLICY,
  DETACHED_PREFIX,
  keptStates,
  NEITHER,
  runningIn,
  STEP_KINDS,
  WRITABILITIES,
} from '@topiary/domain';
import type {
  CloneStep,
  CoordinateStep,
  Observation,
  ReplicationChannel,
  ReplicationStep,
  SkipMethod,
  SourceStep,
  SqlStep,
  StepKind,
  TopologySnapshot,
  Writability,
} from '@topiary/domain';
import { Fleet } from '@topiary/fleet';
import fc from 'fast-check';
import { START_MS } from '../src/clock/virtual-time.ts';
import { generateScenario } from '../src/scenario/generate.ts';
import { treeOf } from '../src/scenario/parts.ts';
import { isRouter } from '../src/scenario/routers.ts';
import type { PlannedServer } from '../src/scenario/scenario.ts';
import { CLIENT, isUpkeepKind, upkeepStepOn } from './upkeep-step-cases.ts';
import { addressNamed, addServers, atPrompt, idNamed, isMariadb, startReplication } from '../src/world/build-fleet.ts';

export const SETTLED_MS = 10_000;

export interface StepCase {
  readonly seed: number;
  readonly kind: CaseKind;
  /** Choices, in [0, 1). */
  readonly replica: number;
  readonly channel: number;
  readonly target: number;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const BY_FILE: ReadonlySet<string> = new Set([
  ...COORDINATE_STEP_KINDS,
  'match-position',
  'fence',
  ...CLONE_STEP_KINDS,
  'clear-sessions',
  'switch-events',
]);

/**
 * Without those by file and position, as channels here follow GTIDs; they have a property test of their own, in which
 * whole moves are carried out (packages/fleet: `coordinate-moves.property.test.ts`).
 */
export const CASE_KINDS = STEP_KINDS.filter((kind): kind is CaseKind => !BY_FILE.has(kind));
type CaseKind = Exclude<
  StepKind,
  CoordinateStep['kind'] | 'match-position' | 'fence' | CloneStep['kind'] | 'clear-sessions' | 'switch-events'
>;

export const stepCases: fc.Arbitrary<StepCase> = fc.record({
  seed: fc.nat(1_000_000),
  kind: fc.constantFrom(...CASE_KINDS),
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
export function stepOn(kind: CaseKind, { server, target }: Chosen, channel: ReplicationChannel): SqlStep {
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
    case 'set-offline-mode':
      return isMariadb(server)
        ? { ...base, kind: 'flush-binary-logs' }
        : { ...base, kind, to: channel.source.port % 2 === 0 };
    case 'flush-binary-logs':
      return { ...base, kind };
    case 'set-variables':
      return { ...base, kind, changes: [{ name: 'max_connections', to: '120', was: '151' }] };
    case 'set-up-replication':
    case 'leave-source':
      return sourceStepOn(kind, base, { server, channel });
    default:
      return isUpkeepKind(kind)
        ? upkeepStepOn(kind, { server, base, channel, before })
        : replicationStepOn(kind, base, channel);
  }
}

/** To the source that it had, with the account that it had. */
function sourceStepOn(
  kind: SourceStep['kind'],
  base: Pick<SqlStep, 'id' | 'lane' | 'instance' | 'deadlineMs'>,
  { server, channel }: { readonly server: PlannedServer; readonly channel: ReplicationChannel },
): SqlStep {
  const { name, source, user, positioning, settings } = channel;
  const connection = { channel: name, source, user, positioning, settings, asked: base.instance } as const;
  const step = { ...base, ...connection, origin: 'configured' } as const;
  if (kind === 'leave-source') return { ...step, kind };
  // MariaDB takes no place of its own log while another channel runs.
  const adoptsOwnLog = isMariadb(server) && server.channels.length === 1;
  return { ...step, kind, adoptsOwnLog, begins: null, starts: true };
}

type ReplicationStepKind = ReplicationStep['kind'];

function replicationStepOn(
  kind: ReplicationStepKind,
  common: Pick<SqlStep, 'id' | 'lane' | 'instance' | 'deadlineMs'>,
  channel: ReplicationChannel,
): SqlStep {
  const base = { ...common, channel: channel.name };
  const before = keptStates(channel);
  const changed = { ...base, before, heartbeatPeriodSeconds: channel.settings.heartbeatPeriodSeconds };
  const ran = runningIn(channel);
  const threads = [BOTH, { ...BOTH, applier: false }, { ...BOTH, receiver: false }];
  const some = threads[channel.source.host.length % threads.length] ?? BOTH;
  switch (kind) {
    case 'switch-threads':
      return { ...base, kind, stops: some, starts: channel.source.port % 2 === 0 ? NEITHER : some, ran };
    case 'drain-relay-log':
      return { ...base, kind, startsApplier: !ran.applier, ran, staleMs: 1_000 };
    case 'set-delay':
      return { ...changed, kind, seconds: 7, was: channel.delaySeconds };
    case 'reset-replication':
      return { ...base, kind, source: channel.source };
    case 'wait-for-source-position':
      return { ...base, kind, coordinates: channel.executedPosition ?? { file: 'binlog.000001', position: 4 } };
    case 'find-failing-transaction':
      return { ...base, kind, gtid: null, errorNumber: 1062 };
    case 'skip-transaction':
      return { ...base, kind, how: skipOf(channel) };
    case 'rename-source': {
      const { positioning, settings, source: from } = channel;
      const to = { ...from, host: `${DETACHED_PREFIX}${from.host}` };
      return { ...base, kind, from, to, before, positioning, settings, coordinates: null };
    }
    case 'change-credentials':
      return { ...changed, kind, origin: 'configured', user: channel.user };
    case 'change-tls':
      return { ...changed, kind, to: channel.settings.tls.enabled, was: !channel.settings.tls.enabled };
  }
}

/** With GTIDs MySQL refuses to count. */
function skipOf({ positioning }: ReplicationChannel): SkipMethod {
  if (positioning !== 'auto-position') return { kind: 'counter' };
  return { kind: 'empty-transaction', found: asStepId('s0'), gtid: '5ce1da5e-0000-0000-0000-000000000001:7' };
}

/** Makes the server such that a plan would have the step there. */
export function readyFor(kind: StepKind, fleet: Fleet, { server, channel }: Chosen): void {
  if (kind === 'kill-process') fleet.openSession(idNamed(server.name), { user: 'root', connectionId: CLIENT });
  if (kind === 'set-up-replication')
    atPrompt(fleet, idNamed(server.name), [
      { kind: 'stop-threads', channel, threads: BOTH },
      { kind: 'reset-replica', channel, all: true },
    ]);
  if (kind !== 'skip-transaction') return;
  const threads = { receiver: false, applier: true };
  atPrompt(fleet, idNamed(server.name), [{ kind: 'stop-threads', channel, threads }]);
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
