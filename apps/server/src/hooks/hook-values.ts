/** Every placeholder and variable that hooks know, with its value. Names are orchestrator's. */
import { addressOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { HookFacts, HookList } from '@topiary/engine';

/** The kernel takes 128 kB in one variable: longer values are cut, and whole in the JSON on standard input. */
export const MAX_HOOK_VALUE_CHARACTERS = 32_000;

/** Placeholder to variable. Those without a variable of orchestrator's have one of ours. */
const VARIABLES = {
  failureType: 'ORC_FAILURE_TYPE',
  instanceType: 'ORC_INSTANCE_TYPE',
  isMaster: 'ORC_IS_MASTER',
  isCoMaster: 'ORC_IS_CO_MASTER',
  failureDescription: 'ORC_FAILURE_DESCRIPTION',
  command: 'ORC_COMMAND',
  failedHost: 'ORC_FAILED_HOST',
  failedPort: 'ORC_FAILED_PORT',
  failureCluster: 'ORC_FAILURE_CLUSTER',
  failureClusterAlias: 'ORC_FAILURE_CLUSTER_ALIAS',
  failureClusterDomain: 'ORC_FAILURE_CLUSTER_DOMAIN',
  countReplicas: 'ORC_COUNT_REPLICAS',
  countSlaves: 'ORC_COUNT_REPLICAS',
  replicaHosts: 'ORC_REPLICA_HOSTS',
  slaveHosts: 'ORC_REPLICA_HOSTS',
  isDowntimed: 'ORC_IS_DOWNTIMED',
  autoMasterRecovery: 'ORC_AUTO_MASTER_RECOVERY',
  autoIntermediateMasterRecovery: 'ORC_AUTO_INTERMEDIATE_MASTER_RECOVERY',
  orchestratorHost: 'ORC_ORCHESTRATOR_HOST',
  recoveryUID: 'ORC_RECOVERY_UID',
  isSuccessful: 'ORC_IS_SUCCESSFUL',
  lostReplicas: 'ORC_LOST_REPLICAS',
  lostSlaves: 'ORC_LOST_REPLICAS',
  countLostReplicas: 'TOPIARY_COUNT_LOST_REPLICAS',
  successorHost: 'ORC_SUCCESSOR_HOST',
  successorPort: 'ORC_SUCCESSOR_PORT',
  successorBinlogCoordinates: 'ORC_SUCCESSOR_BINLOG_COORDINATES',
  successorAlias: 'ORC_SUCCESSOR_ALIAS',
} as const;

export interface HookValues {
  /** Of each placeholder that has a value now: the variable that holds it. */
  readonly variables: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string>>;
}

export function hookValues(list: HookList, facts: HookFacts): HookValues {
  const all = environmentOf(facts);
  // Of a take-master orchestrator tells only who took over from whom.
  const told = list === 'PostTakeMasterProcesses' ? ['ORC_SUCCESSOR_HOST', 'ORC_FAILED_HOST'] : Object.keys(all);
  const environment = Object.fromEntries(told.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
  const known = Object.entries(VARIABLES).filter(([, variable]) => environment[variable] !== undefined);
  return { variables: new Map(known), environment };
}

function environmentOf(facts: HookFacts): Readonly<Record<string, string>> {
  const { failed, cluster, successor, automatic } = facts;
  const { host, port } = addressOf(failed);
  const values: Record<string, string> = {
    ORC_FAILURE_TYPE: facts.code,
    ORC_INSTANCE_TYPE: facts.isCoMaster ? 'co-master' : facts.isMaster ? 'master' : 'intermediate-master',
    ORC_IS_MASTER: String(facts.isMaster),
    ORC_IS_CO_MASTER: String(facts.isCoMaster),
    ORC_FAILURE_DESCRIPTION: facts.description,
    ORC_COMMAND: facts.command,
    ORC_FAILED_HOST: host,
    ORC_FAILED_PORT: String(port),
    ORC_FAILURE_CLUSTER: cluster.name,
    ORC_FAILURE_CLUSTER_ALIAS: cluster.alias,
    ORC_FAILURE_CLUSTER_DOMAIN: cluster.domain,
    ORC_COUNT_REPLICAS: String(facts.replicas.length),
    ORC_REPLICA_HOSTS: listed(facts.replicas),
    ORC_IS_DOWNTIMED: String(facts.isDowntimed),
    ORC_AUTO_MASTER_RECOVERY: String(automatic.master),
    ORC_AUTO_INTERMEDIATE_MASTER_RECOVERY: String(automatic.intermediateMaster),
    ORC_ORCHESTRATOR_HOST: facts.host,
    ORC_RECOVERY_UID: facts.uid,
    ORC_IS_SUCCESSFUL: String(successor !== null),
    ORC_LOST_REPLICAS: listed(facts.lost),
    TOPIARY_COUNT_LOST_REPLICAS: String(facts.lost.length),
    ...(successor !== null && {
      ORC_SUCCESSOR_HOST: addressOf(successor.instance).host,
      ORC_SUCCESSOR_PORT: String(addressOf(successor.instance).port),
      ORC_SUCCESSOR_BINLOG_COORDINATES: successor.coordinates,
      ORC_SUCCESSOR_ALIAS: successor.alias,
    }),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asVariable(value)]));
}

function listed(instances: readonly InstanceId[]): string {
  return instances.join(',');
}

/** A variable holds no NUL. */
function asVariable(value: string): string {
  return value.replaceAll('\0', '').slice(0, MAX_HOOK_VALUE_CHARACTERS);
}
