/** Which news make a sound or a notification of the browser. */
import type { AlertLevel } from '../../shared/config/preferences.ts';
import type { Notice, Severity } from './notices.ts';

const RANKS = { info: 0, warning: 1, critical: 2 } as const satisfies Record<Severity, number>;

/** A recovery that ended well is told to whoever was told that it began. */
export function alerting(fresh: readonly Notice[], level: AlertLevel): readonly Notice[] {
  if (level === 'off') return [];
  return fresh.filter(({ severity, subject }) => subject.kind === 'recovered' || RANKS[severity] >= RANKS[level]);
}

/** The gravest, and of those the newest. */
export function gravestOf(notices: readonly Notice[]): Notice | undefined {
  return notices.toSorted((one, other) => RANKS[other.severity] - RANKS[one.severity] || other.at - one.at)[0];
}
