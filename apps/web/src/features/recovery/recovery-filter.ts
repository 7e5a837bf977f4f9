/** What the page of recoveries shows, as it stands in its address, so that a view can be sent to somebody. */
import { detectionQuery, recoveryQuery } from '@topiary/contract';
import type { ListQuery } from '../../shared/api/recovery-queries.ts';

export const RECOVERY_PAGE_SIZE = 30;
export const RECOVERY_LISTS = [
  'recoveries',
  'detections',
  'takeovers',
  'held',
  'switches',
  'downtime',
  'hooks',
] as const;
export type RecoveryList = (typeof RECOVERY_LISTS)[number];

const SHARED_KEYS = ['cluster', 'instance', 'code', 'from', 'to', 'page'] as const;
const RECOVERY_KEYS = [...SHARED_KEYS, 'scope', 'state', 'unacknowledged'] as const;
const DETECTION_KEYS = [...SHARED_KEYS, 'actionable'] as const;
export type RecoveryFilterKey = (typeof RECOVERY_KEYS)[number] | (typeof DETECTION_KEYS)[number];

export function listOf(parameters: URLSearchParams): RecoveryList {
  return RECOVERY_LISTS.find((list) => list === parameters.get('list')) ?? 'recoveries';
}

/** What is not valid in an address is left out, so that an old or mistyped link still shows something. */
export function readRecoveryFilter(parameters: URLSearchParams): ListQuery {
  return readFilter(parameters, RECOVERY_KEYS, recoveryQuery.shape);
}

export function readDetectionFilter(parameters: URLSearchParams): ListQuery {
  return readFilter(parameters, DETECTION_KEYS, detectionQuery.shape);
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

function readFilter<Key extends string>(
  parameters: URLSearchParams,
  keys: readonly Key[],
  shape: Readonly<Record<Key, { safeParse(value: string): { readonly success: boolean } }>>,
): ListQuery {
  const valid = keys.flatMap((key) => {
    const value = parameters.get(key);
    if (value === null || value === '') return [];
    return shape[key].safeParse(value).success ? [[key, value] as const] : [];
  });
  return { ...Object.fromEntries(valid), pageSize: RECOVERY_PAGE_SIZE };
}
