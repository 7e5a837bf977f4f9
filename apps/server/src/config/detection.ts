/** What the configuration says of how soon failures are noticed. */
import type { PulseSettings } from '@topiary/domain';
import type { Configuration } from './schema.ts';

/** `null`: servers are not felt between probes. */
export function pulseOf({
  TopiaryPulseMilliseconds: intervalMs,
  TopiaryPulseDeadlineMilliseconds: deadlineMs,
}: Configuration): PulseSettings | null {
  return intervalMs === 0 ? null : { intervalMs, deadlineMs };
}
