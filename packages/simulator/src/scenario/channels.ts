/** A channel as somebody set it up. */
import type { Prng } from '../chance/prng.ts';
import { LOGGED_SCHEMA, STOPPED_THREADS } from './scenario.ts';
import type { PlannedChannel } from './scenario.ts';

export function channelFrom(prng: Prng, source: string): PlannedChannel {
  return {
    name: '',
    source,
    heartbeatSeconds: prng.integer(1, 10),
    connectRetrySeconds: prng.integer(1, 5),
    positioning: 'gtid',
    delaySeconds: prng.chance(0.1) ? prng.integer(1, 4) : 0,
    ignoredSchema: prng.chance(0.04) ? LOGGED_SCHEMA : null,
    stopped: prng.chance(0.1) ? (prng.pick(STOPPED_THREADS) ?? 'none') : 'none',
  };
}
