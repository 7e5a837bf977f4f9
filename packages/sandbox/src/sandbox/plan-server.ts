import { join } from 'node:path';
import { semisyncPlugins } from '../server/semisync-plugins.ts';
import { serverCommand, type GroupFlags } from '../server/server-flags.ts';
import type { ServerRoom } from '../rooms/rooms.ts';
import { dataDirectoryOf } from '../server/server-process.ts';
import type { TreeDescription, TreeNode } from '../tree/tree-description.ts';
import { LOOPBACK } from './sandbox-state.ts';
import type { ServerState } from './sandbox-state.ts';
import type { ServerSoftware } from './software.ts';

export interface ServerPlan {
  readonly node: TreeNode;
  readonly tree: TreeDescription;
  readonly software: ServerSoftware;
  /** The server's own. */
  readonly directory: string;
  readonly port: number;
  /** Null for a server that is in no group. */
  readonly group: GroupFlags | null;
  /** Loopback when left out. */
  readonly room?: ServerRoom | undefined;
}

export interface NodeRoles {
  /** Something replicates from it. */
  readonly isSource: boolean;
  readonly isReplica: boolean;
}

export function rolesOf(node: TreeNode, tree: TreeDescription): NodeRoles {
  return {
    isSource: tree.links.some((link) => link.source === node.name),
    isReplica: tree.links.some((link) => link.replica === node.name),
  };
}

/** Where sandbox `directory` keeps a server's files. */
export function serverDirectory(directory: string, cluster: string, name: string): string {
  return join(directory, 'servers', `${cluster}.${name}`);
}

/** The server as it is written down: where it is and how it is started as this node of this tree. */
export async function planServer({
  node,
  tree,
  software,
  directory,
  port,
  group,
  room,
}: ServerPlan): Promise<ServerState> {
  const { binaries, template } = software;
  const { isSource, isReplica } = rolesOf(node, tree);
  const host = room?.host ?? LOOPBACK;
  const command = serverCommand({
    binaries,
    dataDirectory: dataDirectoryOf({ directory }),
    host,
    port,
    // Unique among all sandboxes of this machine, as ports are.
    serverId: port,
    gtid: tree.gtid,
    // A member that is started again must take no writes before its group has it back.
    readOnly: node.readOnly || group !== null,
    logsUpdates: node.logsUpdates,
    semisync: {
      plugins: await semisyncPlugins(binaries),
      asSource: node.semisync && isSource,
      asReplica: node.semisync && isReplica,
    },
    group,
    variables: { ...domainOf(node, tree), ...node.variables },
  });
  return {
    name: node.name,
    directory,
    host,
    port,
    family: binaries.family,
    version: binaries.version,
    command: [...(room?.prefix ?? []), ...command],
    admin: template.admin,
  };
}

/** Writers that do not replicate from each other need GTID domains of their own on MariaDB, or a replica of two refuses one. */
function domainOf(node: TreeNode, tree: TreeDescription): Readonly<Record<string, string>> {
  const roots = tree.nodes.filter((candidate) => !rolesOf(candidate, tree).isReplica);
  const index = roots.indexOf(node);
  return node.server.family === 'mariadb' && roots.length > 1 && index >= 0
    ? { gtid_domain_id: String(index + 1) }
    : {};
}
