/** What is particular about the servers of a scenario, by name: what is counted to know what random days cover. */
import { partsOf, treeOf } from './parts.ts';
import { reachable } from './reachable.ts';
import { isRouter } from './routers.ts';
import type { PlannedServer } from './scenario.ts';

export const SHAPES = [
  'tree',
  'several clusters',
  'co-masters',
  'ring',
  'several writers in a circle',
  'multi-source replica',
  'replication group',
  'replica below a group',
  'binlog router',
  'semi-sync',
  'semi-sync, two acknowledgements',
  'mixed versions',
  'delayed replica',
  'filtered channel',
  'threads stopped by a person',
  'replica that does not log updates',
  'MySQL',
  'MariaDB',
] as const;
export type Shape = (typeof SHAPES)[number];

type Has = (servers: readonly PlannedServer[]) => boolean;

const PREDICATES: Readonly<Record<Shape, Has>> = {
  tree: (servers) => treesOf(servers).some((tree) => tree.length > 1 && isPlain(tree)),
  'several clusters': (servers) => partsOf(servers).length > 1,
  'co-masters': (servers) => circlesIn(servers).some(({ length }) => length === 2),
  ring: (servers) => circlesIn(servers).some(({ length }) => length > 2),
  'several writers in a circle': (servers) =>
    circlesIn(servers).some((circle) => circle.filter(({ writesEveryMs }) => writesEveryMs > 0).length > 1),
  'multi-source replica': (servers) => servers.some(({ channels }) => channels.length > 1),
  'replication group': (servers) => servers.some(({ group }) => group !== null),
  'replica below a group': (servers) =>
    servers.some(({ channels }) =>
      channels.some(({ source }) => servers.some(({ name, group }) => name === source && group !== null)),
    ),
  'binlog router': (servers) => servers.some(isRouter),
  'semi-sync': (servers) => servers.some(isSemiSyncSource),
  'semi-sync, two acknowledgements': (servers) =>
    servers.some(
      (server) => isSemiSyncSource(server) && server.settings['rpl_semi_sync_source_wait_for_replica_count'] === 2,
    ),
  'mixed versions': (servers) => partsOf(servers).some((part) => new Set(part.map(({ version }) => version)).size > 1),
  'delayed replica': (servers) => servers.some(({ channels }) => channels.some(({ delaySeconds }) => delaySeconds > 0)),
  'filtered channel': (servers) =>
    servers.some(({ channels }) => channels.some(({ ignoredSchema }) => ignoredSchema !== null)),
  'threads stopped by a person': (servers) =>
    servers.some(({ channels }) => channels.some(({ stopped }) => stopped !== 'none')),
  'replica that does not log updates': (servers) =>
    servers.some(
      ({ settings }) => settings['log_replica_updates'] === 'OFF' || settings['log_slave_updates'] === 'OFF',
    ),
  MySQL: (servers) => servers.some(({ version }) => !version.includes('MariaDB')),
  MariaDB: (servers) => servers.some(({ version }) => version.includes('MariaDB')),
};

export function shapesOf(servers: readonly PlannedServer[]): readonly Shape[] {
  return SHAPES.filter((shape) => PREDICATES[shape](servers));
}

/** Names of the servers that stand in a circle. */
export function circleOf(servers: readonly PlannedServer[]): readonly string[] {
  return circlesIn(servers).flatMap((circle) => circle.map(({ name }) => name));
}

/** A scenario has at most one in each tree. */
function circlesIn(servers: readonly PlannedServer[]): readonly (readonly PlannedServer[])[] {
  return treesOf(servers)
    .map((tree) => tree.filter(({ name }) => reachable(name, (at) => sourcesOf(tree, at)).has(name)))
    .filter(({ length }) => length > 0);
}

function sourcesOf(servers: readonly PlannedServer[], name: string): readonly string[] {
  const channels = servers.find((server) => server.name === name)?.channels ?? [];
  return channels.map(({ source }) => source);
}

function treesOf(servers: readonly PlannedServer[]): readonly (readonly PlannedServer[])[] {
  return [...new Set(servers.map(({ name }) => treeOf(name)))].map((letter) =>
    servers.filter(({ name }) => treeOf(name) === letter),
  );
}

function isPlain(tree: readonly PlannedServer[]): boolean {
  return tree.filter(({ channels }) => channels.length === 0).length === 1 && tree.every(({ group }) => group === null);
}

function isSemiSyncSource({ settings }: PlannedServer): boolean {
  return settings['rpl_semi_sync_source_enabled'] === 'ON' || settings['rpl_semi_sync_master_enabled'] === 'ON';
}
