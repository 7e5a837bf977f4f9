import type { HostSummary } from '@topiary/contract';
import { markOfCluster } from '../../shared/topology/severity.ts';
import type { Mark } from '../../shared/topology/severity.ts';

export function markOfHost(host: Pick<HostSummary, 'down' | 'critical' | 'warning'>): Mark {
  return host.down === null ? markOfCluster(host) : 'critical';
}
