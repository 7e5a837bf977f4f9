/**
 * NDB clusters, of which the model knows the SQL nodes alone: servers of a build for NDB that ask the same management node
 * for their cluster. Without a management node such a build runs as any other server.
 */
import type { ServerState } from './server-state.ts';

type Node = Pick<ServerState, 'product' | 'settings' | 'power' | 'address'>;

export function isSqlNode(server: Pick<Node, 'product' | 'settings'>): boolean {
  return server.product.flavor === 'ndb' && managementNode(server) !== '';
}

/** As the data nodes know them: those that answer. The server itself is among them. */
export function sqlNodesBeside<Server extends Node>(server: Server, all: readonly Server[]): readonly Server[] {
  const cluster = managementNode(server);
  return all.filter((other) => isSqlNode(other) && other.power === 'up' && managementNode(other) === cluster);
}

function managementNode({ settings }: Pick<Node, 'settings'>): string {
  return String(settings.get('ndb_connectstring') ?? '');
}
