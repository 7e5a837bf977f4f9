/** What Topiary measures of itself, by the old API: of the last seconds, and at most as far back as it is kept. */
import { asInstant } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import {
  aggregateFlushes,
  aggregateProbes,
  aggregateQueues,
  aggregateWrites,
  presentFlush,
  presentProbe,
  presentQueue,
  presentWrite,
} from '../presenters/metrics.ts';
import { bare, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';

const MS_PER_SECOND = 1_000;
/** The only queue of probes that there is. */
const DEFAULT_QUEUE = 'DEFAULT';

export function metricsRoutes(services: Services): readonly CompatRoute[] {
  const { metrics, clock } = services;
  const since =
    (tell: (from: Instant) => unknown) =>
    (request: Request): CompatAnswer => {
      const text = param(request, 'seconds');
      if (!/^[1-9]\d{0,8}$/.test(text)) return failed('Invalid value provided for seconds');
      const queue = param(request, 'queue');
      if (queue !== '' && queue !== DEFAULT_QUEUE)
        return failed(`Unknown queue: ${queue}; there is only ${DEFAULT_QUEUE}`);
      return bare(tell(asInstant(clock.now() - Number(text) * MS_PER_SECOND)));
    };
  const rawQueues = since((from) => metrics.queues.since(from).map(presentQueue));
  const queues = since((from) => aggregateQueues(metrics.queues.since(from)));
  return [
    read(
      '/discovery-metrics-raw/:seconds',
      since((from) => metrics.probes.since(from).map(presentProbe)),
    ),
    read(
      '/discovery-metrics-aggregated/:seconds',
      since((from) => aggregateProbes(metrics.probes.since(from))),
    ),
    read('/discovery-queue-metrics-raw/:seconds', rawQueues),
    read('/discovery-queue-metrics-raw/:queue/:seconds', rawQueues),
    read('/discovery-queue-metrics-aggregated/:seconds', queues),
    read('/discovery-queue-metrics-aggregated/:queue/:seconds', queues),
    read(
      '/backend-query-metrics-raw/:seconds',
      since((from) => metrics.writes.since(from).map(presentWrite)),
    ),
    read(
      '/backend-query-metrics-aggregated/:seconds',
      since((from) => aggregateWrites(metrics.writes.since(from))),
    ),
    read(
      '/write-buffer-metrics-raw/:seconds',
      since((from) => metrics.flushes.since(from).map(presentFlush)),
    ),
    read(
      '/write-buffer-metrics-aggregated/:seconds',
      since((from) => aggregateFlushes(metrics.flushes.since(from), metrics.writeBehind)),
    ),
  ];
}
