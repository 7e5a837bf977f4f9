import type { Configuration } from './schema.ts';

/** With one node (or none listed) there is nobody to agree with, and this process may act: then it is empty. */
export function raftNodesOf(configuration: Configuration): readonly string[] {
  const nodes = configuration.RaftEnabled ? [...new Set(configuration.RaftNodes)] : [];
  return nodes.length > 1 ? nodes : [];
}
