import type { auditKeys } from '../keys/audit.ts';
import { alwaysSo, atStart, BY_LOGGER, reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const auditExplained: Readonly<Record<keyof typeof auditKeys, KeyExplanation>> = {
  AuditLogFile: reloaded(
    'File to which the audit is appended: time, act, host, port, [cluster] and what was done, with tabs between; it is opened for each write, so that logrotate may move it.',
    'What cannot be written is tried again and said on the page; an act of several lines stays one line.',
  ),
  AuditToSyslog: atStart(
    'The audit goes to syslog as well, each act with facility daemon and severity info.',
    BY_LOGGER,
  ),
  AuditToBackendDB: alwaysSo('The audit is kept in the backend.', 'It always is.'),
  AuditPurgeDays: atStart(
    'Days that the audit, detections and recoveries are kept; at least one.',
    'Where it is not stated a year, and not a week: who moved what is asked long after the week.',
  ),
};
