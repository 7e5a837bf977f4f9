import type { auditKeys } from '../keys/audit.ts';
import { alwaysSo, atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const auditExplained: Readonly<Record<keyof typeof auditKeys, KeyExplanation>> = {
  AuditLogFile: withoutEffect('File to which the audit is appended.', 'The audit is kept in the store only.'),
  AuditToSyslog: withoutEffect('The audit goes to syslog.', 'The audit is kept in the store only.'),
  AuditToBackendDB: alwaysSo('The audit is kept in the backend.', 'It always is.'),
  AuditPurgeDays: atStart(
    'Days that the audit, detections and recoveries are kept; at least one.',
    'Where it is not stated a year, and not a week: who moved what is asked long after the week.',
  ),
};
