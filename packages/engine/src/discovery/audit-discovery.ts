/** The audit line of a discovery by hand. */
import { message } from '@topiary/domain';
import type { Actor, Instant, Message, TopologySnapshot } from '@topiary/domain';
import type { NewAuditEntry } from '../ports/store.ts';
import type { DiscoveryOutcome } from './discovery-types.ts';

export function auditOfDiscovery(
  outcome: DiscoveryOutcome,
  { actor, at, snapshot }: { readonly actor: Actor; readonly at: Instant; readonly snapshot: TopologySnapshot },
): NewAuditEntry {
  const cluster = outcome.kind === 'discovered' ? outcome.cluster : null;
  return {
    at,
    actor,
    action: 'discover',
    cluster,
    clusterName: cluster === null ? null : (snapshot.clusters.get(cluster)?.name ?? null),
    instance: outcome.id,
    plan: null,
    result: outcome.kind === 'discovered' ? 'ok' : 'failed',
    summary: [summaryOf(outcome)],
  };
}

function summaryOf(outcome: DiscoveryOutcome): Message {
  const { id: instance } = outcome;
  switch (outcome.kind) {
    case 'discovered':
      if (outcome.asked !== instance) return message('audit-discovered-alias', { alias: outcome.asked, instance });
      return message(outcome.known ? 'audit-probed-again' : 'audit-discovered', { instance });
    case 'kept-out':
      return message('audit-discover-kept-out', { instance, setting: outcome.reason });
    case 'failed':
      return message(`audit-probe-${outcome.failure.kind}`, { instance, code: outcome.failure.code });
  }
}
