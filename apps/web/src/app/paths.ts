/** Where every thing is found. */
import type { ClusterId, InstanceId, PlanId } from '@topiary/contract';

export const paths = {
  fleet: '/',
  cluster: (id: ClusterId) => `/clusters/${encodeURIComponent(id)}`,
  instance: (cluster: ClusterId, id: InstanceId) =>
    `${paths.cluster(cluster)}?${new URLSearchParams({ instance: id })}`,
  /** As it stood at a time. */
  past: (id: ClusterId, at: number) => `${paths.cluster(id)}?${new URLSearchParams({ at: String(at) })}`,
  pools: (id: ClusterId) => `${paths.cluster(id)}/pools`,
  hosts: '/hosts',
  host: (name: string) => `/hosts/${encodeURIComponent(name)}`,
  sources: '/sources',
  audit: '/audit',
  names: '/names',
  auditOfInstance: (id: InstanceId) => `/audit?${new URLSearchParams({ instance: id })}`,
  auditOfCluster: (id: ClusterId) => `/audit?${new URLSearchParams({ cluster: id })}`,
  recoveries: '/recoveries',
  switches: '/recoveries?list=switches',
  takeovers: '/recoveries?list=takeovers',
  recoveriesOfCluster: (id: ClusterId) => `/recoveries?${new URLSearchParams({ cluster: id })}`,
  recovery: (uid: string) => `/recoveries/${encodeURIComponent(uid)}`,
  problems: '/problems',
  rehearsal: '/rehearsal',
  rehearsalOf: (id: InstanceId) => `/rehearsal?${new URLSearchParams({ server: id })}`,
  rehearsalOfHost: (name: string) => `/rehearsal?${new URLSearchParams({ host: name })}`,
  readiness: (id: ClusterId) => `/clusters/${encodeURIComponent(id)}?readiness=`,
  plan: (id: PlanId) => `/plans/${encodeURIComponent(id)}`,
} as const;
