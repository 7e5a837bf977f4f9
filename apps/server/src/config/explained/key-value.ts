import type { keyValueKeys } from '../keys/key-value.ts';
import { atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const NO_STORES =
  'Masters are not written to key-value stores yet: write them from PostMasterFailoverProcesses, or have TopiaryNotifications tell who does.';

export const keyValueExplained: Readonly<Record<keyof typeof keyValueKeys, KeyExplanation>> = {
  KVClusterMasterPrefix: atStart(
    'Prefix of the keys that hold masters, in what `submit-masters-to-kv-stores` answers.',
    NO_STORES,
  ),
  ConsulAddress: atStart('Address of Consul.', NO_STORES),
  ConsulScheme: withoutEffect('http or https.', NO_STORES),
  ConsulAclToken: withoutEffect('Token for Consul.', NO_STORES),
  ConsulCrossDataCenterDistribution: withoutEffect('Writes to every data center of Consul.', NO_STORES),
  ConsulKVStoreProvider: withoutEffect('consul or consul-txn.', NO_STORES),
  ConsulMaxKVsPerTransaction: withoutEffect('Keys in one transaction of Consul.', NO_STORES),
  ZkAddress: atStart('Addresses of ZooKeeper.', NO_STORES),
};
