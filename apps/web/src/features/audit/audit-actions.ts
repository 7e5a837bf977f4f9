/** Of what was done, how it is called. */
import type { Translate } from '../../shared/i18n/text-key.ts';

/** Those that this page has words for, in the order in which they are offered. */
export const KNOWN_ACTIONS = [
  'relocate',
  'relocate-replicas',
  'reshape',
  'control',
  'replace-master',
  'undo',
  'restore',
  'confirm',
  'stop',
  'resume',
  'recover',
  'failure-detection',
  'storm-brake',
  'schedule-takeover',
  'ack-recovery',
  'enable-recoveries',
  'disable-recoveries',
  'hand-over',
  'snapshot-topologies',
  'host-down',
  'host-up',
  'restart-receiver-to-see',
  'begin-downtime',
  'end-downtime',
  'begin-maintenance',
  'end-maintenance',
  'tag',
  'delete-instance-tag',
  'submit-pool-instances',
  'join-pool',
  'leave-pool',
  'register-candidate',
  'withdraw-candidate',
  'declare-own-writes',
  'withdraw-own-writes',
  'set-cluster-alias',
  'set-detection-profile',
  'register-hostname-unresolve',
  'deregister-hostname-unresolve',
  'declare-same-server',
  'declare-different-servers',
  'withdraw-declaration',
  'discover',
  'import',
  'import-orchestrator',
  'source',
  'forget',
  'forget-cluster',
  'remember',
  'reset-hostname-resolve-cache',
  'reload-configuration',
] as const;

/** Actions that this page has no words for keep their own name. */
export function actionName(action: string, t: Translate): string {
  const known = KNOWN_ACTIONS.find((name) => name === action);
  return known === undefined ? action : t(`auditAction.${known}`);
}
