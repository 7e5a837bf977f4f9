/** Every handler of the route table; the type makes a missing one a compile error. */
import type { Services } from '../services/services.ts';
import type { Handlers } from './handler.ts';
import { auditHandlers } from './routes/audit/audit.ts';
import { configurationHandlers } from './routes/configuration/configuration.ts';
import { discoveryHandlers } from './routes/discovery/discovery.ts';
import { findingHandlers } from './routes/findings/findings.ts';
import { historyHandlers } from './routes/history/history.ts';
import { hostHandlers } from './routes/hosts/hosts.ts';
import { importHandlers } from './routes/import/import.ts';
import { inspectionHandlers } from './routes/inspection/inspection.ts';
import { liveHandlers } from './routes/live/live.ts';
import { namesHandlers } from './routes/names/names.ts';
import { planHandlers } from './routes/plans/plans.ts';
import { recoveryHandlers } from './routes/recovery/recovery.ts';
import { rehearsalHandlers } from './routes/rehearsal/rehearsal.ts';
import { registryHandlers } from './routes/registry/registry.ts';
import { sourceHandlers } from './routes/sources/sources.ts';
import { statusHandlers } from './routes/status/status.ts';
import { problemHandlers } from './routes/problems/problems.ts';
import { takeoverHandlers } from './routes/takeovers/takeovers.ts';
import { topologyHandlers } from './routes/topology/topology.ts';

export function createHandlers(services: Services): Handlers {
  return {
    ...statusHandlers(services),
    ...configurationHandlers(services),
    ...topologyHandlers(services),
    ...historyHandlers(services),
    ...hostHandlers(services),
    ...discoveryHandlers(services),
    ...importHandlers(services),
    ...sourceHandlers(services),
    ...inspectionHandlers(services),
    ...planHandlers(services),
    ...registryHandlers(services),
    ...findingHandlers(services),
    ...recoveryHandlers(services),
    ...problemHandlers(services),
    ...takeoverHandlers(services),
    ...rehearsalHandlers(services),
    ...namesHandlers(services),
    ...auditHandlers(services),
    ...liveHandlers(services),
  };
}
