/** What the configuration says of key-value stores for the addresses of masters. */
import type { Configuration } from './schema.ts';

export interface KeyValueSettings {
  /** Before the alias of a cluster, with its slash. */
  readonly prefix: string;
  /** Those that the configuration names; Topiary writes to none. */
  readonly stores: readonly ('Consul' | 'ZooKeeper')[];
}

export function keyValueOf({ KVClusterMasterPrefix, ConsulAddress, ZkAddress }: Configuration): KeyValueSettings {
  return {
    prefix: `${KVClusterMasterPrefix.replace(/\/+$/, '')}/`,
    stores: [
      ...(ConsulAddress.trim() === '' ? [] : (['Consul'] as const)),
      ...(ZkAddress.trim() === '' ? [] : (['ZooKeeper'] as const)),
    ],
  };
}
