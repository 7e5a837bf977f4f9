/** The record of operations. Names, types and defaults are orchestrator's. */
import { count, flag, text } from './kinds.ts';

export const auditKeys = {
  AuditLogFile: text(),
  AuditToSyslog: flag(),
  AuditToBackendDB: flag(),
  /**
   * How many days the audit is kept; at least one. Who does not state it keeps a year, not orchestrator's week: who moved
   * what is asked long after the week, and costs a few hundred bytes an act (`TopiaryAuditMaxEntries` bounds it).
   */
  AuditPurgeDays: count(7),
} as const;
