import { addressOf, sayAll } from '@topiary/domain';
import type { AuditEntry } from '@topiary/engine';
import { key, timestamp } from './shapes.ts';

export function presentAudit(entry: AuditEntry) {
  return {
    AuditId: entry.id,
    AuditTimestamp: timestamp(entry.at),
    AuditType: entry.action,
    AuditInstanceKey: key(entry.instance === null ? null : addressOf(entry.instance)),
    Message: sayAll(entry.summary, 'en'),
  };
}
