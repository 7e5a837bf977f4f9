/** Every route of the old API, in the order in which paths are matched: the first one that fits answers. */
import type { Services } from '../services/services.ts';
import { agentRoutes } from './routes/agents.ts';
import { analysisRoutes } from './routes/analysis.ts';
import { auditRoutes } from './routes/audit.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { controlRoutes } from './routes/control.ts';
import { healthRoutes } from './routes/health.ts';
import { instanceRoutes } from './routes/instances.ts';
import { keyValueRoutes } from './routes/key-value.ts';
import { leadershipRoutes } from './routes/leadership.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { nameRoutes } from './routes/names.ts';
import { poolRoutes } from './routes/pools.ts';
import { recoveryRoutes } from './routes/recovery.ts';
import { registrationRoutes } from './routes/registrations.ts';
import { relocateRoutes } from './routes/relocate.ts';
import { replicationRoutes } from './routes/replication.ts';
import { matchRoutes } from './routes/match.ts';
import { reshapeRoutes } from './routes/reshape.ts';
import { takeoverRoutes } from './routes/takeover.ts';
import { tagRoutes } from './routes/tags.ts';
import { inspectionRoutes } from './routes/inspection.ts';
import { upkeepRoutes } from './routes/upkeep.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { controlReplicaRoutes } from './routes/control-replicas.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { nodeRoutes } from './routes/node.ts';
import { searchRoutes } from './routes/search.ts';
import { topologyTextRoutes } from './routes/topology-text.ts';
import type { CompatRoute } from './routes/route.ts';

export function compatRoutes(services: Services): readonly CompatRoute[] {
  return [
    ...instanceRoutes(services),
    ...clusterRoutes(services),
    ...searchRoutes(services),
    ...bulkRoutes(services),
    ...controlReplicaRoutes(services),
    ...topologyTextRoutes(services),
    ...relocateRoutes(services),
    ...matchRoutes(services),
    ...reshapeRoutes(services),
    ...controlRoutes(services),
    ...upkeepRoutes(services),
    ...inspectionRoutes(services),
    ...replicationRoutes(services),
    ...maintenanceRoutes(services),
    ...tagRoutes(services),
    ...poolRoutes(services),
    ...registrationRoutes(services),
    ...analysisRoutes(services),
    ...takeoverRoutes(services),
    ...recoveryRoutes(services),
    ...nameRoutes(services),
    ...auditRoutes(services),
    ...healthRoutes(services),
    ...nodeRoutes(services),
    ...metricsRoutes(services),
    ...leadershipRoutes(services),
    ...keyValueRoutes(services),
    ...agentRoutes(),
    ...configurationRoutes(services),
  ];
}
