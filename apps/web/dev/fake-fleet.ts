/** A made-up fleet for working on the page without servers. Development and tests only; nothing of it is shipped. */
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
  const nodes = servers.map((server) => nodeOf(server, servers));
  const masters = nodes.filter((node) => node.role === 'master' || node.role === 'co-master').map((node) => node.id);
  return {
    id: name as ClusterId,
    name: masters[0] ?? name,
    alias: name,
    shape: 'tree',
    masters,
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
  return all.map(([channel, from]) => ({
    id: `${idOf(host)}/${channel}` as EdgeId,
    replica: idOf(host),
    channel,
    source: idOf(from),
    state: 'replicating',
    lagSeconds: 0,
    delaySeconds: 0,
    semiSync: false,
    tls: false,
    ...edge,
  }));
}

function nodeOf(server: FakeServer, all: readonly FakeServer[]): NodeView {
  const [host = server.host, port = '3306'] = server.host.split(':');
  const replicas = all.filter(
    (other) => other.source === server.host || other.channels?.some(([, from]) => from === server.host),
  ).length;
  const isMaster = server.source === null;
  return {
    id: idOf(server.host),
    host,
    port: Number(port),
    role: isMaster ? 'master' : replicas > 0 ? 'intermediate' : 'replica',
    health: 'ok',
    depth: depthOf(server, all),
    flavor: 'mysql',
    version: '9.7.1',
    readOnly: !isMaster,
    superReadOnly: !isMaster,
    logBin: true,
    logReplicaUpdates: true,
    binlogFormat: 'ROW',
    gtid: 'used',
    semiSync: { source: 'none', replica: 'none' },
    lagSeconds: isMaster ? null : 0,
    delaySeconds: 0,
    hasFilters: false,
    replicas,
    problems: [],
    observedAt: Date.now(),
    failingSince: null,
    ...server.facts,
  };
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

/** The scenes that screenshots are made of. */
export function fakeClusters(): ClusterView[] {
  const params = {
    code: 'ECONNREFUSED',
    lagSeconds: 340,
    thread: 'applier',
    errorNumber: 1062,
    errorText: "Duplicate entry '42' for key 'orders.PRIMARY'",
    grant: 'GRANT SELECT ON performance_schema.* TO `topiary`@`%`',
  };
  const problem = (code: NodeView['problems'][number]['code'], severity: 'critical' | 'warning' | 'info') => ({
    code,
    severity,
    params,
  });
  return [
    fakeCluster('shop', [
      { host: 'shop-db-1.hz.example.com', source: null, facts: { semiSync: { source: 'active', replica: 'none' } } },
      {
        host: 'shop-db-2.hz.example.com',
        source: 'shop-db-1.hz.example.com',
        facts: { semiSync: { source: 'none', replica: 'active' } },
        edge: { semiSync: true },
      },
      { host: 'shop-db-3.sh.example.com', source: 'shop-db-1.hz.example.com' },
      {
        host: 'shop-db-4.sh.example.com',
        source: 'shop-db-3.sh.example.com',
        facts: { lagSeconds: 340, problems: [problem('replication-lagging', 'warning')] },
        edge: { state: 'lagging', lagSeconds: 340 },
      },
      {
        host: 'shop-db-5.sh.example.com',
        source: 'shop-db-3.sh.example.com',
        facts: { hasFilters: true, delaySeconds: 3600, lagSeconds: 3601 },
        edge: { state: 'delayed', lagSeconds: 3601, delaySeconds: 3600 },
      },
      {
        host: 'shop-db-6.bj.example.com',
        source: 'shop-db-1.hz.example.com',
        facts: {
          problems: [problem('replication-error', 'critical'), problem('missing-grant', 'info')],
          lagSeconds: null,
        },
        edge: { state: 'error', lagSeconds: null },
      },
      {
        host: 'shop-db-7.bj.example.com',
        source: 'shop-db-1.hz.example.com',
        facts: {
          health: 'unreachable',
          problems: [problem('unreachable', 'critical')],
          lagSeconds: null,
          failingSince: Date.now() - 61_000,
        },
        edge: { state: 'unknown', lagSeconds: null },
      },
      {
        host: 'shop-db-8.bj.example.com',
        source: 'shop-db-1.hz.example.com',
        facts: {
          logReplicaUpdates: false,
          version: '9.7.0',
          readOnly: false,
          superReadOnly: false,
          problems: [problem('writable-replica', 'warning')],
        },
      },
    ]),
    fakeCluster(
      'ledger',
      [
        {
          host: '10.0.4.11',
          source: '10.0.4.12',
          facts: { role: 'co-master', flavor: 'mariadb', version: '10.11.14', readOnly: false, lagSeconds: 0 },
        },
        {
          host: '10.0.4.12',
          source: '10.0.4.11',
          facts: { role: 'co-master', flavor: 'mariadb', version: '10.11.14', lagSeconds: 0 },
        },
        { host: '10.0.4.13', source: '10.0.4.11', facts: { flavor: 'mariadb', version: '10.11.14' } },
        { host: '10.0.4.14', source: '10.0.4.12', facts: { flavor: 'mariadb', version: '11.8.3' } },
      ],
      { shape: 'co-masters' },
    ),
    fakeCluster(
      'warehouse',
      [
        { host: 'orders-1', source: null },
        { host: 'users-1', source: null },
        { host: 'orders-2', source: 'orders-1' },
        {
          host: 'dwh-1',
          source: null,
          channels: [
            ['orders', 'orders-1'],
            ['users', 'users-1'],
          ],
          facts: { role: 'replica', lagSeconds: 4 },
        },
      ],
      { shape: 'multi-source' },
    ),
    fakeCluster('wide', wide(60)),
    fakeCluster('huge', huge(500)),
  ].map((cluster) =>
    cluster.id === 'warehouse' ? { ...cluster, masters: [idOf('orders-1'), idOf('users-1')] } : cluster,
  );
}

function wide(count: number): FakeServer[] {
  return [
    { host: 'wide-m', source: null },
    ...Array.from({ length: count }, (_, index) => ({
      host: `wide-r${index + 1}`,
      source: index % 12 === 5 ? 'wide-r1' : index === 0 ? 'wide-m' : 'wide-m',
    })),
  ];
}

function huge(count: number): FakeServer[] {
  const servers: FakeServer[] = [{ host: 'huge-m', source: null }];
  for (let index = 1; index < count; index += 1)
    servers.push({ host: `huge-${index}`, source: index <= 10 ? 'huge-m' : `huge-${1 + (index % 10)}` });
  return servers;
}
