/** Consul and ZooKeeper. Names, types and defaults are orchestrator's. */
import { flag, integer, text } from './kinds.ts';

export const keyValueKeys = {
  KVClusterMasterPrefix: text('mysql/master'),
  ConsulAddress: text(),
  ConsulScheme: text('http'),
  ConsulAclToken: text(),
  ConsulCrossDataCenterDistribution: flag(),
  ConsulKVStoreProvider: text('consul'),
  ConsulMaxKVsPerTransaction: integer(5),
  ZkAddress: text(),
} as const;
