/** Facts of one server for tests: a healthy one, from which a test departs. */
import type { ReplicaFacts, ServerFacts } from '../analysis/facts.ts';
import { asClusterId } from '../topology/snapshot.ts';
import { id } from './topology-text.ts';

export function replicaFactsOf(name: string, change: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    id: id(name),
    answers: 'yes',
    receives: 'yes',
    applies: 'yes',
    hearsNothing: 'unknown',
    connectError: 'no',
    lags: 'no',
    isDelayed: 'no',
    isDowntimed: false,
    logs: 'yes',
    binlogFormat: 'ROW',
    majorVersion: '8.4',
    gtidMode: 'ON',
    usesOracleGtid: 'yes',
    usesMariadbGtid: 'no',
    isBinlogServer: 'no',
    hasErrant: 'no',
    semiSyncEnabled: 'no',
    ...change,
  };
}

/** A master without replicas. */
export function serverFactsOf(name: string, change: Partial<ServerFacts> = {}): ServerFacts {
  return {
    id: id(name),
    cluster: asClusterId('c1'),
    isMaster: 'yes',
    isCoMaster: 'no',
    isGroupMember: 'no',
    isBinlogServer: 'no',
    depth: 0,
    answers: 'yes',
    answersInPart: 'no',
    isFull: 'no',
    cannotConnect: 'no',
    readOnly: 'no',
    semiSync: { isSource: 'no', isActive: 'no', waitsFor: 0, clients: 0, positionHeld: 'no' },
    gtidMode: 'ON',
    hasPseudoGtid: 'no',
    writeFails: 'no',
    otherWriter: null,
    replacedBy: null,
    hasOwnTransactions: 'no',
    sameIdentity: null,
    hostDown: null,
    isDowntimed: false,
    receiversJustRestarted: false,
    replicas: [],
    ...change,
  };
}
