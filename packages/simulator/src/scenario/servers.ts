/**
 * Which servers there are, and who replicates from whom: one to three trees, each of one family, each with a top of one of
 * several shapes (a master, co-masters, a ring, a replication group), and now and then a replica of two of them.
 */
import type { Family } from '@topiary/domain';
import type { Prng } from '../chance/prng.ts';
import { channelFrom } from './channels.ts';
import type { PlannedServer } from './scenario.ts';
import { isRouter, routerBelow } from './routers.ts';
import { settingsOf } from './settings.ts';
import { topOf } from './tops.ts';
import type { TopServer } from './tops.ts';
import { FAMILIES, isAtLeastAsNew, versionBelow, versionsOf } from './versions.ts';

const FEWEST = 3;
const MOST = 8;
const PREFIXES = ['a', 'b', 'c'] as const;
const ROUTER_SHARE = 0.12;
const MULTI_SOURCE_PREFIX = 'm';
/** Of how many trees a world is made. */
const TREES = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3] as const;

export interface Tree {
  readonly family: Family;
  /** Of its top; others may be newer. */
  readonly version: string;
  readonly isMixed: boolean;
  readonly writesEveryMs: number;
  readonly prefix: string;
  readonly number: number;
  readonly semiSync: SemiSync | null;
}

export interface SemiSync {
  readonly timeoutMs: number;
  readonly waitsForReplicas: number;
  readonly waitsAlone: boolean;
  /** How many of the replicas acknowledge. */
  readonly share: number;
}

export function generateServers(prng: Prng): readonly PlannedServer[] {
  const count = prng.pick(TREES) ?? 1;
  const trees = PREFIXES.slice(0, count).map((prefix, number) => treeOf(prng, prefix, number));
  const most = Math.floor(MOST / count);
  const servers: PlannedServer[] = [];
  for (const tree of trees) servers.push(...grown(prng, tree, { most, firstId: servers.length + 1 }));
  if (count > 1 && prng.chance(0.5)) servers.push(...multiSource(prng, trees, servers));
  return servers;
}

function treeOf(prng: Prng, prefix: string, number: number): Tree {
  const family = prng.pick(FAMILIES) ?? 'mysql';
  const isMixed = prng.chance(0.2);
  const versions = versionsOf(family);
  return {
    family,
    isMixed,
    version: (isMixed ? versions[0] : prng.pick(versions)) ?? '',
    writesEveryMs: prng.chance(0.1) ? 0 : prng.between(40, 600),
    prefix,
    number,
    semiSync: prng.chance(0.25) ? semiSyncOf(prng) : null,
  };
}

function semiSyncOf(prng: Prng): SemiSync {
  return {
    timeoutMs: prng.pick([100, 1_000, 10_000]) ?? 1_000,
    waitsForReplicas: prng.chance(0.8) ? 1 : 2,
    waitsAlone: prng.chance(0.7),
    share: prng.between(0.3, 1),
  };
}

interface Room {
  readonly most: number;
  readonly firstId: number;
}

function grown(prng: Prng, tree: Tree, { most, firstId }: Room): readonly PlannedServer[] {
  const top = topOf(prng, tree);
  // Whatever stands at the top, something can be moved below it.
  const count = Math.max(prng.integer(Math.min(FEWEST, most), most), top.length + 1);
  const members: PlannedServer[] = [];
  for (let index = 0; index < count; index += 1) {
    const serverId = firstId + index;
    const planned = top[index];
    members.push(
      planned === undefined
        ? replicaOf(prng, tree, { members, tops: top.length, serverId })
        : topServer(prng, tree, { planned, serverId }),
    );
  }
  const passing = members.map((member) => passingOn(member, members));
  const isPlain = tree.family === 'mysql' && top.length === 1;
  return isPlain && prng.chance(ROUTER_SHARE) ? [...passing, ...routerBelow(prng, passing)] : passing;
}

function topServer(
  prng: Prng,
  tree: Tree,
  { planned, serverId }: { readonly planned: TopServer; readonly serverId: number },
): PlannedServer {
  return {
    name: planned.name,
    version: tree.version,
    serverId,
    channels: planned.source === null ? [] : [{ ...channelFrom(prng, planned.source), delaySeconds: 0 }],
    group: planned.group,
    applyMs: prng.between(0.2, 4),
    writesEveryMs: planned.writes ? tree.writesEveryMs : 0,
    ...settingsOf(prng, tree, { ...planned, serverId }),
  };
}

function replicaOf(
  prng: Prng,
  tree: Tree,
  {
    members,
    tops,
    serverId,
  }: { readonly members: readonly PlannedServer[]; readonly tops: number; readonly serverId: number },
): PlannedServer {
  // Half of them below the top: a tree that is neither a list nor a star.
  const source = prng.chance(0.5) ? prng.pick(members.slice(0, tops)) : prng.pick(members);
  return {
    name: `${tree.prefix}${members.length + 1}`,
    version: tree.isMixed ? versionBelow(prng, source?.version ?? tree.version) : tree.version,
    serverId,
    channels: [channelFrom(prng, source?.name ?? '')],
    group: null,
    applyMs: prng.between(0.2, 4),
    writesEveryMs: 0,
    ...settingsOf(prng, tree, { group: null, writable: false, writes: false, serverId }),
  };
}

/** One that reads from two trees of one family, and is as new as both of its sources. */
function multiSource(prng: Prng, trees: readonly Tree[], servers: readonly PlannedServer[]): readonly PlannedServer[] {
  const [first] = trees;
  const sisters = trees.filter(({ family }) => family === first?.family);
  const sources = sisters.flatMap(({ prefix }) => {
    const from = servers.filter((one) => one.name.startsWith(prefix) && !isRouter(one) && !isLeaf(one.name, servers));
    return prng.pick(from) ?? [];
  });
  if (first === undefined || sources.length < 2) return [];
  const version = versionsOf(first.family).find((one) =>
    sources.every((source) => isAtLeastAsNew(one, source.version)),
  );
  const serverId = servers.length + 1;
  return [
    {
      name: `${MULTI_SOURCE_PREFIX}1`,
      version: version ?? first.version,
      serverId,
      channels: sources.map(({ name }) => ({ ...channelFrom(prng, name), name: `from-${name.slice(0, 1)}` })),
      group: null,
      applyMs: prng.between(0.2, 4),
      writesEveryMs: 0,
      ...settingsOf(prng, first, { group: null, writable: false, writes: false, serverId }),
    },
  ];
}

/** A replica without replicas may not log what it applies. */
function isLeaf(name: string, servers: readonly PlannedServer[]): boolean {
  const isReplica = servers.some((server) => server.name === name && server.channels.length > 0);
  return isReplica && !servers.some(({ channels }) => channels.some(({ source }) => source === name));
}

/** A server that does not log what it applies has nothing for replicas: such ones have none to begin with. */
function passingOn(member: PlannedServer, members: readonly PlannedServer[]): PlannedServer {
  const isRead = members.some(({ channels }) => channels.some(({ source }) => source === member.name));
  if (!isRead) return member;
  const name = 'log_slave_updates' in member.settings ? 'log_slave_updates' : 'log_replica_updates';
  return { ...member, settings: { ...member.settings, [name]: 'ON' } };
}
