/** What stands in which column of a file. The names of columns are for programs: they stay, in whatever language the rest is. */
import { say, sayAll } from '@topiary/domain';
import type { Instant, Language } from '@topiary/domain';
import type { AuditEntry, DetectionRecord, RecoveryRecord } from '@topiary/engine';
import type { Cell } from './csv.ts';

export type Columns<Item> = Readonly<Record<string, (item: Item, language: Language) => Cell>>;

export const AUDIT_COLUMNS: Columns<AuditEntry> = {
  id: ({ id }) => id,
  at: ({ at }) => isoTime(at),
  user: ({ actor }) => actor.user,
  address: ({ actor }) => actor.address,
  via: ({ actor }) => actor.via,
  action: ({ action }) => action,
  result: ({ result }) => result,
  cluster: ({ cluster }) => cluster,
  cluster_name: ({ clusterName }) => clusterName,
  instance: ({ instance }) => instance,
  plan: ({ plan }) => plan,
  summary: ({ summary }, language) => sayAll(summary, language),
};

export const RECOVERY_COLUMNS: Columns<RecoveryRecord> = {
  id: ({ id }) => id,
  uid: ({ uid }) => uid,
  code: ({ code }) => code,
  scope: ({ scope }) => scope,
  cluster: ({ cluster }) => cluster,
  cluster_name: ({ clusterName }) => clusterName,
  cluster_alias: ({ clusterAlias }) => clusterAlias,
  instance: ({ instance }) => instance,
  successor: ({ successor }) => successor,
  started_at: ({ startedAt }) => isoTime(startedAt),
  ended_at: ({ endedAt }) => isoTime(endedAt),
  changed: ({ changed }) => changed,
  forced: ({ forced }) => forced,
  user: ({ details }) => details.user,
  command: ({ details }) => details.command,
  plan: ({ plan }) => plan,
  detection: ({ detection }) => detection,
  participants: ({ details }) => details.participants.join(' '),
  lost: ({ details }) => details.lost.join(' '),
  errors: ({ details }, language) => details.errors.map((error) => say(error, language)).join(' '),
  acknowledged_at: ({ acknowledged }) => isoTime(acknowledged?.at ?? null),
  acknowledged_by: ({ acknowledged }) => acknowledged?.by ?? null,
  comment: ({ acknowledged }) => acknowledged?.comment ?? null,
};

export const DETECTION_COLUMNS: Columns<DetectionRecord> = {
  id: ({ id }) => id,
  at: ({ at }) => isoTime(at),
  ended_at: ({ endedAt }) => isoTime(endedAt),
  code: ({ code }) => code,
  actionable: ({ actionable }) => actionable,
  cluster: ({ cluster }) => cluster,
  cluster_name: ({ clusterName }) => clusterName,
  cluster_alias: ({ clusterAlias }) => clusterAlias,
  instance: ({ instance }) => instance,
  replicas: ({ details }) => details.replicas.join(' '),
  recovery: ({ recovery }) => recovery,
};

function isoTime(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
