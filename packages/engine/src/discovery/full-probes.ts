/**
 * How many probes of a server it takes until one asks everything. Where servers are asked every second, that saves their
 * going through all sessions two times of three. Where they are asked rarely it would save little, and who came to read
 * their logs would be seen late: nothing is kept for longer than `OLDEST_KEPT_MS`.
 */
import type { EngineSettings } from '../settings.ts';

/** Somebody who attaches a replica by hand looks for it on the page by then. */
export const OLDEST_KEPT_MS = 10_000;

/** 1: every probe is a full one. */
export function probesPerFull({
  fullProbeEvery,
  pollIntervalMs,
}: Pick<EngineSettings, 'fullProbeEvery' | 'pollIntervalMs'>): number {
  return Math.max(1, Math.min(fullProbeEvery, Math.floor(OLDEST_KEPT_MS / pollIntervalMs)));
}
