/** The audit page's filter as it stands in the address of the page, so that a view can be sent to somebody. */
import { auditQuery } from '@topiary/contract';
import type { AuditQueryInput } from '@topiary/contract';

export const AUDIT_PAGE_SIZE = 50;
const FILTER_KEYS = ['cluster', 'instance', 'user', 'action', 'result', 'from', 'to', 'text', 'page'] as const;
export type AuditFilterKey = (typeof FILTER_KEYS)[number];

/** What is not valid in an address is left out, so that an old or mistyped link still shows something. */
export function readAuditFilter(parameters: URLSearchParams): AuditQueryInput {
  const valid = FILTER_KEYS.flatMap((key) => {
    const value = parameters.get(key);
    if (value === null || value === '') return [];
    return auditQuery.shape[key].safeParse(value).success ? [[key, value]] : [];
  });
  return { ...(Object.fromEntries(valid) as AuditQueryInput), pageSize: AUDIT_PAGE_SIZE };
}

/** Any other filter begins at the first page again. */
export function withAuditFilter(parameters: URLSearchParams, key: AuditFilterKey, value: string): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (key !== 'page') next.delete('page');
  if (value === '' || (key === 'page' && value === '0')) next.delete(key);
  else next.set(key, value);
  return next;
}
