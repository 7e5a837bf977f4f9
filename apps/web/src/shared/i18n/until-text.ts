import type { Words } from './use-words.ts';

/** How long a switch stays as it is. */
export function untilText(expiresAt: number | null, { t, time }: Words): string {
  return expiresAt === null ? t('recovery.untilChanged') : t('recovery.until', { time: time(expiresAt) });
}
