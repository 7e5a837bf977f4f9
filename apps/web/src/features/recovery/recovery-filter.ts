/** What the page of recoveries shows, as it stands in its address, so that a view can be sent to somebody. */
import { recoveryQuery } from '@topiary/contract';
import type { ListQuery } from '../../shared/api/recovery-queries.ts';

export const RECOVERY_PAGE_SIZE = 30;
export const RECOVERY_LISTS = ['recoveries', 'detections', 'takeovers', 'held', 'switches', 'hooks'] as const;
export type RecoveryList = (typeof RECOVERY_LISTS)[number];

const FILTER_KEYS = ['cluster', 'instance', 'state', 'unacknowledged', 'from', 'to', 'page'] as const;
export type RecoveryFilterKey = (typeof FILTER_KEYS)[number];

export function listOf(parameters: URLSearchParams): RecoveryList {
  return RECOVERY_LISTS.find((list) => list === parameters.get('list')) ?? 'recoveries';
}

/** What is not valid in an address is left out, so that an old or mistyped link still shows something. */
export function readRecoveryFilter(parameters: URLSearchParams): ListQuery {
  const valid = FILTER_KEYS.flatMap((key) => {
    const value = parameters.get(key);
    if (value === null || value === '') return [];
    return recoveryQuery.shape[key].safeParse(value).success ? [[key, value] as const] : [];
  });
  return { ...Object.fromEntries(valid), pageSize: RECOVERY_PAGE_SIZE };
}

/** Those that the list of detections knows. */
export function readDetectionFilter(parameters: URLSearchParams): ListQuery {
  const { cluster, instance, page, pageSize } = readRecoveryFilter(parameters);
  return { cluster, instance, page, pageSize };
}

/** Any other filter begins at the first page again, and so does another list. */
export function withRecoveryFilter(
  parameters: URLSearchParams,
  key: RecoveryFilterKey | 'list',
  value: string,
): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (key !== 'page') next.delete('page');
  if (value === '' || (key === 'page' && value === '0')) next.delete(key);
  else next.set(key, value);
  return next;
}
