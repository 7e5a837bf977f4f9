/** The planners of acts on the replication of one server. */
import type { ControlContext, Drafted } from './control-context.ts';
import type { ReplicationAct } from './replication-act.ts';
import { skipQuery } from './skip-query.ts';
import {
  changeCredentials,
  changeTls,
  delayReplication,
  detachReplica,
  reattachReplica,
  resetReplica,
} from './source-acts.ts';
import { restartReplica, startReplica, stopReplica, stopReplicaNice, waitForPosition } from './thread-acts.ts';

type Planners = {
  readonly [Kind in ReplicationAct['kind']]: (
    context: ControlContext,
    act: Extract<ReplicationAct, { kind: Kind }>,
  ) => Drafted;
};

export const REPLICATION_PLANNERS: Planners = {
  'start-replica': startReplica,
  'stop-replica': stopReplica,
  'restart-replica': restartReplica,
  'stop-replica-nice': stopReplicaNice,
  'reset-replica': resetReplica,
  'delay-replication': delayReplication,
  'wait-for-position': waitForPosition,
  'skip-query': skipQuery,
  'detach-replica': detachReplica,
  'reattach-replica': reattachReplica,
  'change-credentials': changeCredentials,
  'change-tls': changeTls,
};
