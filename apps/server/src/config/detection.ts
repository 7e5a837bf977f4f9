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

/** `null`: nothing is written. */
export function writeProbeOf(configuration: Configuration): WriteProbeSettings | null {
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

/** `null`: servers are not felt between probes. */
export function pulseOf({
  TopiaryPulseMilliseconds: intervalMs,
  TopiaryPulseDeadlineMilliseconds: deadlineMs,
}: Configuration): PulseSettings | null {
  return intervalMs === 0 ? null : { intervalMs, deadlineMs };
}
