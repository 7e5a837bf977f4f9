/** Plays edits of a simple world and builds a snapshot after each, as the engine does: from what changed, or from everything. */
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { asInstant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import { buildSnapshot } from '../topology/build-snapshot.ts';
import { withAlias } from '../topology/identity.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import type { KnownClusterFacts, SnapshotChange } from '../topology/snapshot-input.ts';
import type { ClusterId, TopologySnapshot } from '../topology/snapshot.ts';
import { TEST_TIME } from './records.ts';
import { applyEdit, SERVER_NAMES, touchedBy, worldRecords } from './simple-world.ts';
import type { Edit, SimpleWorld } from './simple-world.ts';
import { id } from './topology-text.ts';
import { countedClusterIds } from './topology.ts';

const BETWEEN_BUILDS_MS = 5_000;

/** A fleet that is there from the start, so that most runs have something to break. */
export const BEGINNING: readonly Edit[] = [
  ...SERVER_NAMES.slice(0, 5).flatMap((each): readonly Edit[] => [
    { kind: 'add', name: each },
    { kind: 'health', name: each, health: 'ok' },
  ]),
  { kind: 'sources', name: 'b', sources: ['a'] },
  { kind: 'sources', name: 'c', sources: ['a'] },
  { kind: 'sources', name: 'd', sources: ['b'] },
];

export interface Moment {
  readonly world: SimpleWorld;
  readonly before: TopologySnapshot | null;
  readonly change: SnapshotChange;
}

export interface Episode {
  readonly edits: readonly Edit[];
  /** Proves that a name is another address of a server. */
  readonly alias?: readonly [string, string];
  /** Topiary starts again: it remembers cluster ids and revisions, and has seen no server yet. */
  readonly restart?: boolean;
}

export interface Player {
  readonly mode: 'incremental' | 'full';
  readonly mintClusterId: () => ClusterId;
  world: SimpleWorld;
  records: ReadonlyMap<InstanceId, ServerRecord>;
  aliases: ReadonlyMap<InstanceId, InstanceId>;
  previous: TopologySnapshot | null;
  knownClusters: ReadonlyMap<ClusterId, KnownClusterFacts>;
  builds: number;
}

export function newPlayer(mode: Player['mode']): Player {
  const mintClusterId = countedClusterIds();
  return {
    mode,
    mintClusterId,
    world: new Map(),
    records: new Map(),
    aliases: new Map(),
    previous: null,
    knownClusters: new Map(),
    builds: 0,
  };
}

/** Plays edits and a build after them, as the engine does. */
export function playEpisode(player: Player, { edits, alias, restart = false }: Episode): Moment {
  const changed = new Set<InstanceId>();
  if (restart) forgetObservations(player);
  for (const each of edits) {
    const after = applyEdit(player.world, each);
    for (const touched of touchedBy(each, player.world, after)) changed.add(touched);
    player.world = after;
  }
  if (alias !== undefined) player.aliases = withAlias(player.aliases, id(alias[0]), id(alias[1]));
  const { records, previous, knownClusters, mintClusterId, aliases } = player;
  const kept = (key: InstanceId, made: ServerRecord): ServerRecord => ({
    ...made,
    lastCluster: records.get(key)?.lastCluster ?? null,
    lastSources: records.get(key)?.lastSources ?? [],
  });
  const now = new Map(
    [...worldRecords(player.world)].map(([key, made]) => [
      key,
      changed.has(key) ? kept(key, made) : (records.get(key) ?? made),
    ]),
  );
  const change = buildSnapshot({
    asOf: asInstant(TEST_TIME + player.builds * BETWEEN_BUILDS_MS),
    records: now,
    aliases,
    previous,
    changed: player.mode === 'full' ? null : changed,
    knownClusters,
    // Nobody in these stories names a cluster.
    sameNamesByHand: player.mode !== 'full',
    mintClusterId,
    policy: DEFAULT_POLICY,
  });
  const { clusters, instances } = change.snapshot;
  player.builds += 1;
  player.previous = change.snapshot;
  player.records = new Map(
    [...now].map(([key, record]) => [key, { ...record, lastCluster: instances.get(key)?.cluster ?? null }]),
  );
  player.knownClusters = new Map([
    ...knownClusters,
    ...[...clusters.values()].map(({ id: key, revision }) => [key, { alias: null, revision }] as const),
  ]);
  return { world: player.world, before: previous, change };
}

function forgetObservations(player: Player): void {
  player.world = new Map([...player.world].map(([key, server]) => [key, { ...server, health: 'unprobed' }]));
  const made = worldRecords(player.world);
  player.records = new Map(
    [...made].map(([key, record]) => [key, { ...record, ...rememberedOf(player.records.get(key)) }]),
  );
  player.previous = null;
}

function rememberedOf(before: ServerRecord | undefined): Pick<ServerRecord, 'lastCluster' | 'lastSources'> {
  const channels = before?.observation?.channels.map(({ name, source }) => ({ channel: name, source }));
  return { lastCluster: before?.lastCluster ?? null, lastSources: channels ?? before?.lastSources ?? [] };
}

export function play(episodes: readonly Episode[], mode: Player['mode']): readonly Moment[] {
  const player = newPlayer(mode);
  return [{ edits: BEGINNING }, ...episodes].map((episode) => playEpisode(player, episode));
}
