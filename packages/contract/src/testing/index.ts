/** Builders for tests: `clusterOf('a > b, c; b > d')` is a cluster of four healthy MySQL servers. */
import { asClusterId, instanceIdOf, NOTHING_REGISTERED } from '@topiary/domain';
import type { ClusterId, EdgeId, InstanceId } from '@topiary/domain';
import type { ClusterSummary, ClusterView, EdgeView, NodeView } from '../index.ts';

export function idOf(host: string): InstanceId {
  return instanceIdOf({ host, port: 3306 });
}

export function nodeOf(host: string, facts: Partial<NodeView> = {}): NodeView {
  return {
    id: idOf(host),
    host,
    port: 3306,
    ownName: null,
    classification: {
      alias: null,
      dataCenter: null,
      region: null,
      physicalEnvironment: null,
      promotionRule: null,
      semiSyncPriority: null,
      hasPseudoGtid: null,
      neverPromoted: false,
    },
    role: 'replica',
    health: 'ok',
    depth: 1,
    flavor: 'mysql',
    version: '9.7.1',
    readOnly: true,
    superReadOnly: true,
    logBin: true,
    logReplicaUpdates: true,
    binlogFormat: 'ROW',
    gtid: 'used',
    semiSync: null,
    lagSeconds: 0,
    delaySeconds: 0,
    hasFilters: false,
    replicas: 0,
    detached: [],
    problems: [],
    observedAt: 0,
    registered: { ...NOTHING_REGISTERED, tags: [], pools: [] },
    failingSince: null,
    ...facts,
  };
}

export function edgeOf(source: string, replica: string, facts: Partial<EdgeView> = {}): EdgeView {
  const channel = facts.channel ?? '';
  return {
    id: `${idOf(replica)}/${channel}` as EdgeId,
    replica: idOf(replica),
    channel,
    source: idOf(source),
    state: 'replicating',
    lagSeconds: 0,
    delaySeconds: 0,
    semiSync: false,
    tls: false,
    ...facts,
  };
}

export function clusterOf(text: string, facts: Partial<ClusterView> = {}): ClusterView {
  const edges = text.split(';').flatMap((part) => {
    const [source = '', replicas = ''] = part.split('>').map((word) => word.trim());
    return replicas === '' ? [] : replicas.split(',').map((replica) => edgeOf(source, replica.trim()));
  });
  const hosts = new Set(text.split(/[>;,]/).map((word) => word.trim()));
  const nodes = [...hosts].map((host) => describeNode(host, edges));
  return {
    id: 'c1' as ClusterId,
    name: 'c1',
    alias: null,
    aliasOrigin: null,
    domain: null,
    shape: 'tree',
    masters: nodes.filter((node) => node.role === 'master').map((node) => node.id),
    groups: [],
    revision: 1,
    nodes,
    edges,
    running: null,
    ...facts,
  };
}

function describeNode(host: string, edges: readonly EdgeView[]): NodeView {
  const replicas = edges.filter((edge) => edge.source === idOf(host)).length;
  const isReplica = edges.some((edge) => edge.replica === idOf(host));
  if (!isReplica) return nodeOf(host, { role: 'master', depth: 0, replicas, readOnly: false, superReadOnly: false });
  return nodeOf(host, { role: replicas > 0 ? 'intermediate' : 'replica', replicas });
}

/** A line of the fleet, by its name. */
export function summaryOf(name: string, facts: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    id: asClusterId(name),
    name,
    alias: null,
    domain: null,
    dataCenters: [],
    regions: [],
    environments: [],
    tags: [],
    servers: [idOf(name)],
    instanceAliases: [],
    shape: 'tree',
    masters: [],
    masterOwnNames: [],
    instances: 3,
    critical: 0,
    warning: 0,
    downtimed: 0,
    problems: [],
    problemCodes: [],
    automation: 'on',
    withoutSuccessor: [],
    maxLagSeconds: 0,
    lagUnknown: 0,
    flavors: ['mysql'],
    versions: ['9.7.1'],
    revision: 1,
    ...facts,
  };
}
