/** A made-up fleet for working on the page without servers. Development and tests only; nothing of it is shipped. */
import { edgeOf, nodeOf } from '@topiary/contract/testing';
import type { ClusterId, ClusterView, EdgeId, EdgeView, InstanceId, NodeView } from '@topiary/contract';

export interface FakeServer {
  readonly host: string;
  readonly source: string | null;
  readonly facts?: Partial<NodeView>;
  readonly edge?: Partial<EdgeView>;
  /** Further channels: name and source. */
  readonly channels?: readonly (readonly [string, string])[];
}

export function fakeCluster(
  name: string,
  servers: readonly FakeServer[],
  facts: Partial<ClusterView> = {},
): ClusterView {
  const edges = servers.flatMap((server) => edgesOf(server));
  const nodes = servers.map((server) => nodeAmong(server, servers));
  const masters = nodes.filter((node) => node.role === 'master' || node.role === 'co-master').map((node) => node.id);
  return {
    id: name as ClusterId,
    name: masters[0] ?? name,
    alias: name,
    aliasOrigin: { origin: 'query', from: masters[0] ?? null },
    domain: null,
    shape: 'tree',
    masters,
    groups: [],
    revision: 1,
    nodes,
    edges,
    running: null,
    ...facts,
  };
}

export function idOf(host: string): InstanceId {
  return (host.includes(':') ? host : `${host}:3306`) as InstanceId;
}

function edgesOf({ host, source, edge, channels = [] }: FakeServer): EdgeView[] {
  const all = source === null ? channels : ([['', source], ...channels] as const);
  return all.map(([channel, from]) =>
    edgeOf(from, host, {
      id: `${idOf(host)}/${channel}` as EdgeId,
      replica: idOf(host),
      channel,
      source: idOf(from),
      ...edge,
    }),
  );
}

function nodeAmong(server: FakeServer, all: readonly FakeServer[]): NodeView {
  const [host = server.host, port = '3306'] = server.host.split(':');
  const replicas = all.filter(
    (other) => other.source === server.host || other.channels?.some(([, from]) => from === server.host),
  ).length;
  const isMaster = server.source === null;
  return nodeOf(host, {
    host,
    port: Number(port),
    role: isMaster ? 'master' : replicas > 0 ? 'intermediate' : 'replica',
    depth: depthOf(server, all),
    readOnly: !isMaster,
    superReadOnly: !isMaster,
    semiSync: { source: 'none', replica: 'none' },
    lagSeconds: isMaster ? null : 0,
    replicas,
    observedAt: Date.now(),
    id: idOf(server.host),
    ...server.facts,
  });
}

function depthOf(server: FakeServer, all: readonly FakeServer[]): number {
  let depth = 0;
  let at: FakeServer | undefined = server;
  while (at !== undefined && at.source !== null && depth < 20) {
    depth += 1;
    const next: string = at.source;
    at = all.find((other) => other.host === next);
  }
  return depth;
}
