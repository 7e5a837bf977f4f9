/** The names of the store's tables, for what goes over all of them. The compiler finds one that is missing. */
import type { StoreTables } from './tables.ts';

const NAMES: Readonly<Record<keyof StoreTables, true>> = {
  known_instance: true,
  known_cluster: true,
  plan: true,
  journal_entry: true,
  audit_entry: true,
  lease: true,
  registration: true,
  registration_revision: true,
  source_memory: true,
  scheduled_takeover: true,
  recovery: true,
  recovery_step: true,
  failure_detection: true,
  blocked_recovery: true,
  recovery_switch: true,
  finding_change: true,
  topology_picture: true,
  cluster_revision: true,
};

export type TableName = keyof StoreTables;
export const TABLE_NAMES = Object.keys(NAMES) as readonly TableName[];

/** What identifies a row of each table that two Topiaries share; the lease is not copied. */
export const ROW_KEYS: Readonly<Record<Exclude<TableName, 'lease'>, readonly string[]>> = {
  known_instance: ['id'],
  known_cluster: ['id'],
  plan: ['id'],
  journal_entry: ['plan_id', 'seq'],
  audit_entry: ['id'],
  registration: ['kind', 'subject', 'name'],
  registration_revision: ['id'],
  source_memory: ['name'],
  scheduled_takeover: ['id'],
  recovery: ['id'],
  recovery_step: ['id'],
  failure_detection: ['id'],
  blocked_recovery: ['cluster_id', 'instance_id'],
  recovery_switch: ['cluster_id'],
  finding_change: ['id'],
  topology_picture: ['id'],
  cluster_revision: ['id'],
};

export type SharedTable = keyof typeof ROW_KEYS;
export const SHARED_TABLES = Object.keys(ROW_KEYS) as readonly SharedTable[];

/**
 * Records that are only added. Several processes add to them, so that each database numbers them itself; what is too old goes
 * from each by itself.
 */
export const RECORDS: ReadonlySet<SharedTable> = new Set([
  'audit_entry',
  'finding_change',
  'recovery_step',
  'topology_picture',
  'cluster_revision',
  'finding_change',
  'recovery_step',
]);
