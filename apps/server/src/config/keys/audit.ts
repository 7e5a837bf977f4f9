/** The record of operations. Names, types and defaults are orchestrator's. */
import { count, flag, text } from './kinds.ts';

export const auditKeys = {
  AuditLogFile: text(),
  AuditToSyslog: flag(),
  AuditToBackendDB: flag(),
  AuditPurgeDays: count(7),
} as const;
