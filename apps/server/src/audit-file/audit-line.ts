import { addressOf, sayAll } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { NewAuditEntry } from '@topiary/engine';

/** As orchestrator writes one, with the time of this machine; a summary of several lines is still one. */
export function auditLine({ at, action, instance, clusterName, summary }: NewAuditEntry): string {
  const { host, port } = instance === null ? { host: '', port: 0 } : addressOf(instance);
  const fields = [localTime(at), action, host, String(port), `[${clusterName ?? ''}]`, sayAll(summary, 'en'), ''];
  return `${fields.map(plain).join('\t')}\n`;
}

function plain(field: string): string {
  return field.replaceAll(/\p{Cc}+/gu, ' ');
}

function localTime(at: Instant): string {
  const time = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
