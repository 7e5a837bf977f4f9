/** The audit lines of what was registered, and of what ended by itself. */
import type {
  Actor,
  ClusterId,
  InstanceId,
  Instant,
  Registration,
  RegistryCommand,
  RegistryCommandKind,
  RegistryDecision,
  TopologySnapshot,
} from '@topiary/domain';
import { expiryOf } from '@topiary/domain';
import type { NewAuditEntry } from '../ports/store.ts';

/** The words of orchestrator's audit where it has them. */
const ACTIONS = {
  'begin-downtime': 'begin-downtime',
  'end-downtime': 'end-downtime',
  'begin-maintenance': 'begin-maintenance',
  'end-maintenance': 'end-maintenance',
  'set-tag': 'tag',
  'remove-tag': 'delete-instance-tag',
  'submit-pool': 'submit-pool-instances',
  'join-pool': 'join-pool',
  'leave-pool': 'leave-pool',
  'register-candidate': 'register-candidate',
  'withdraw-candidate': 'withdraw-candidate',
  'declare-own-writes': 'declare-own-writes',
  'withdraw-own-writes': 'withdraw-own-writes',
  'set-cluster-alias': 'set-cluster-alias',
  'set-detection-profile': 'set-detection-profile',
  forget: 'forget',
  'forget-cluster': 'forget-cluster',
  remember: 'remember',
  'set-virtual-name': 'register-hostname-unresolve',
  'remove-virtual-name': 'deregister-hostname-unresolve',
  'declare-same': 'declare-same-server',
  'declare-different': 'declare-different-servers',
  'withdraw-declaration': 'withdraw-declaration',
} as const satisfies Record<RegistryCommandKind, string>;

export interface RegisteredCommand {
  readonly command: RegistryCommand;
  readonly decision: Extract<RegistryDecision, { readonly kind: 'change' }>;
  readonly actor: Actor;
  readonly at: Instant;
  readonly snapshot: TopologySnapshot;
}

export function auditOfCommand({ command, decision, actor, at, snapshot }: RegisteredCommand): NewAuditEntry {
  const { instances, cluster, summary } = decision;
  const instance = subjectOf(command, instances);
  return {
    at,
    actor,
    action: ACTIONS[command.kind],
    ...placeOf({ instance, cluster }, snapshot),
    plan: null,
    result: 'ok',
    summary: [summary],
  };
}

/** The one server that it was about; others may have been changed with it. */
function subjectOf(command: RegistryCommand, instances: readonly InstanceId[]): InstanceId | null {
  switch (command.kind) {
    case 'submit-pool':
    case 'forget-cluster':
      return null;
    case 'forget':
    case 'declare-same':
    case 'declare-different':
    case 'withdraw-declaration':
      return command.instance;
    default:
      return instances.length === 1 ? (instances[0] ?? null) : null;
  }
}

/** Who did what nobody asked for. */
export const TOPIARY: Actor = { user: 'topiary', address: 'topiary', via: 'engine' };

export function auditsOfExpiry(
  over: readonly Registration[],
  snapshot: TopologySnapshot,
  at: Instant,
): readonly NewAuditEntry[] {
  return over.flatMap((one) => {
    const expiry = expiryOf(one);
    if (expiry === null || !('instance' in one)) return [];
    const place = placeOf({ instance: one.instance, cluster: null }, snapshot);
    return [
      { at, actor: TOPIARY, action: expiry.action, ...place, plan: null, result: 'ok', summary: [expiry.summary] },
    ];
  });
}

function placeOf(
  named: { readonly instance: InstanceId | null; readonly cluster: ClusterId | null },
  { instances, clusters }: TopologySnapshot,
): Pick<NewAuditEntry, 'instance' | 'cluster' | 'clusterName'> {
  const { instance } = named;
  const cluster = named.cluster ?? (instance === null ? null : (instances.get(instance)?.cluster ?? null));
  return { instance, cluster, clusterName: cluster === null ? null : (clusters.get(cluster)?.name ?? null) };
}
