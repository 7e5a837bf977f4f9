import type { RecoveryView } from '@topiary/contract';

/** Whoever comes in the morning sees what happened at night; older ones stand in the list. */
const RECENT_MS = 86_400_000;

/** Those that run, and those that ended a short while ago and that nobody acknowledged. */
export function recentOf(recoveries: readonly RecoveryView[], now: number): readonly RecoveryView[] {
  return recoveries.filter(
    ({ endedAt, acknowledged }) => endedAt === null || (acknowledged === null && now - endedAt < RECENT_MS),
  );
}
