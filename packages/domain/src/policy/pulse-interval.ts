/** How often a server is felt between its probes: pulses and probes share one processor, and probes come first. */
import type { PulseSettings } from './detection-rules.ts';

/** Over all servers, while there are few probes. A pulse costs some 0.15 ms of processor time, with its answer. */
export const MAX_PULSES_PER_SECOND = 500;
/** However many probes there are. */
export const MIN_PULSES_PER_SECOND = 50;
/** So many probes a second take the place of one pulse: at 2,000, most of a core, next to nothing is left for them. */
const PROBES_PER_PULSE = 4;
/** Where pulses are rarer than this, one follows each probe that takes as long: a probe is several questions. */
export const PROBE_AS_PULSE_MS = 1_000;

export interface PulseLoad {
  readonly pulse: PulseSettings;
  readonly pollIntervalMs: number;
  /** How many are probed. */
  readonly servers: number;
  /** How many of them are felt. */
  readonly sources: number;
}

/** Milliseconds between two pulses of one server. */
export function pulseIntervalMs({ pulse, pollIntervalMs, servers, sources }: PulseLoad): number {
  const probesPerSecond = (servers * 1_000) / pollIntervalMs;
  const left = MAX_PULSES_PER_SECOND - probesPerSecond / PROBES_PER_PULSE;
  return Math.max(pulse.intervalMs, (sources * 1_000) / Math.max(MIN_PULSES_PER_SECOND, left));
}

/** The longest that a server which stands still is not felt: a pulse follows its next probe. */
export function longestUnfeltMs(load: PulseLoad): number {
  return Math.min(pulseIntervalMs(load), load.pollIntervalMs + PROBE_AS_PULSE_MS);
}
