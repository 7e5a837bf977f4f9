/** What the configuration says of how soon failures are noticed. */
import { clusterFilterOf } from '@topiary/domain';
import type { BrakeRules, ProfileRules, PulseSettings, WriteProbeSettings } from '@topiary/domain';
import { compile } from './expressions.ts';
import type { Configuration } from './schema.ts';

const MS_PER_SECOND = 1000;

export function profilesOf(configuration: Configuration): ProfileRules {
  const filters = (texts: readonly string[]) => texts.map((text) => clusterFilterOf(text, compile));
  return {
    byHand: filters(configuration.TopiaryRecoverByHandClusterFilters),
    grace: filters(configuration.TopiaryGraceClusterFilters),
    graceMs: configuration.TopiaryGraceSeconds * MS_PER_SECOND,
  };
}

/** How servers are watched between their probes. */
export interface WatchSettings {
  /** `null`: servers are not felt between probes. */
  readonly pulse: PulseSettings | null;
  /** `null`: nothing is written. */
  readonly writeProbe: WriteProbeSettings | null;
}

export function watchingOf(configuration: Configuration): WatchSettings {
  return { pulse: pulseOf(configuration), writeProbe: writeProbeOf(configuration) };
}

function writeProbeOf(configuration: Configuration): WriteProbeSettings | null {
  const statement = configuration.TopiaryWriteProbeQuery.trim();
  const intervalMs = configuration.TopiaryWriteProbeSeconds * MS_PER_SECOND;
  const deadlineMs = configuration.TopiaryWriteProbeDeadlineMilliseconds;
  return statement === '' ? null : { statement, intervalMs, deadlineMs };
}

export function brakeOf(configuration: Configuration): BrakeRules {
  return {
    masters: configuration.TopiaryStormMasters,
    share: configuration.TopiaryStormPercent / 100,
    windowMs: configuration.TopiaryStormWindowSeconds * MS_PER_SECOND,
  };
}

function pulseOf({
  TopiaryPulseMilliseconds: intervalMs,
  TopiaryPulseDeadlineMilliseconds: deadlineMs,
}: Configuration): PulseSettings | null {
  return intervalMs === 0 ? null : { intervalMs, deadlineMs };
}
