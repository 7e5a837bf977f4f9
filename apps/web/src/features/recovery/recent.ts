import type { RecoveryView } from '@topiary/contract';

/** Whoever comes in the morning sees what happened at night; older ones stand in the list. */
const RECENT_MS = 86_400_000;

/** Of those that are asked for, as some of them are left out. */
export const RECENT_ASKED = 20;

/**
 * Those that run, and those that ended a short while ago and that nobody acknowledged. That an old master found its place
 * again is good news, which would only hide what happened before.
 */
export function recentOf(recoveries: readonly RecoveryView[], now: number): readonly RecoveryView[] {
  return recoveries.filter(({ endedAt, acknowledged, scope, successor, details }) => {
    if (endedAt === null) return true;
    const isGoodNews = scope === 'old-master' && successor !== null && details.errors.length === 0;
    return acknowledged === null && !isGoodNews && now - endedAt < RECENT_MS;
  });
}
