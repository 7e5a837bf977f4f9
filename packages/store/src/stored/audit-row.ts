import { LANGUAGES, sayAll } from '@topiary/domain';
import type { Message } from '@topiary/domain';
import type { NewAuditEntry } from '@topiary/engine';
import { foldForSearch } from '../schema/tables.ts';
import type { NewAuditRow } from '../schema/tables.ts';

export function auditRowOf(entry: NewAuditEntry): NewAuditRow {
  return {
    written_at: entry.at,
    actor_user: entry.actor.user,
    actor_address: entry.actor.address,
    actor_via: entry.actor.via,
    action: entry.action,
    cluster_id: entry.cluster,
    cluster_name: entry.clusterName,
    instance_id: entry.instance,
    plan_id: entry.plan,
    result: entry.result,
    summary: sayAll(entry.summary, 'en'),
    summary_folded: searchedIn(entry.summary),
    summary_messages: JSON.stringify(entry.summary),
  };
}

/** What a search for a part of the summary looks at: its sentences in every language, so that readers find what they see. */
export function searchedIn(summary: readonly Message[]): string {
  const texts = new Set(LANGUAGES.map((language) => foldForSearch(sayAll(summary, language))));
  return [...texts].join('\n');
}
