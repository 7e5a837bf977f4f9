/** The scenes that screenshots are made of. */
import type { ClusterView, NodeView } from '@topiary/contract';
import { fakeCluster, idOf } from './fake-fleet.ts';
import type { FakeServer } from './fake-fleet.ts';
import { ERRANT_SET } from './fake-instance.ts';

type Problem = NodeView['problems'][number];

export function fakeClusters(): readonly ClusterView[] {
  return [shop(), ledger(), warehouse(), bank(), fakeCluster('wide', wide(60)), fakeCluster('huge', huge(500))];
}

const TEAMS = ['orders', 'pay', 'stock', 'users', 'mail', 'search', 'ads', 'risk'] as const;
const SITES = ['bj', 'sh', 'hz', 'gz'] as const;

/** As many small clusters as large installations have: every fiftieth has a replica that lags, every hundredth one that is gone. */
export function manyClusters(count: number): readonly ClusterView[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${TEAMS[index % TEAMS.length]}-${String(index).padStart(4, '0')}`;
    const site = SITES[index % SITES.length];
    const [master, replica, other] = ['1', '2', '3'].map((number) => `${name}-${number}.${site}.example.com`);
    const gone = { health: 'unreachable' as const, lagSeconds: null, problems: [problem('unreachable', 'critical')] };
    const lagging = { lagSeconds: 340, problems: [problem('replication-lagging', 'warning')] };
    const facts = index % 100 === 7 ? gone : index % 50 === 3 ? lagging : {};
    return fakeCluster(name, [
      { host: master ?? name, source: null },
      { host: replica ?? name, source: master ?? null },
      { host: other ?? name, source: master ?? null, facts },
    ]);
  });
}

const PARAMS = {
  code: 'ECONNREFUSED',
  lagSeconds: 340,
  thread: 'applier',
  errant: ERRANT_SET,
  errorNumber: 1062,
  errorText: "Duplicate entry '42' for key 'orders.PRIMARY'",
  grant: 'GRANT SELECT ON performance_schema.* TO `topiary`@`%`',
};

function problem(code: Problem['code'], severity: Problem['severity']): Problem {
  return { code, severity, params: PARAMS };
}

/** A tree with one of everything that can be wrong. */
function shop(): ClusterView {
  const host = (name: string): string => `shop-db-${name}.example.com`;
  const master = host('1.hz');
  const middle = host('3.sh');
  const lagging = { lagSeconds: 340, problems: [problem('replication-lagging', 'warning')] };
  const delayed = { lagSeconds: 3601, delaySeconds: 3600 };
  const broken = {
    lagSeconds: null,
    problems: [problem('replication-error', 'critical'), problem('missing-grant', 'info')],
  };
  const gone = {
    health: 'unreachable' as const,
    lagSeconds: null,
    failingSince: Date.now() - 61_000,
    problems: [problem('unreachable', 'critical')],
  };
  const writable = {
    logReplicaUpdates: false,
    version: '9.7.0',
    readOnly: false,
    superReadOnly: false,
    problems: [problem('writable-replica', 'warning'), problem('errant-gtid', 'warning')],
  };
  const { nodes, ...rest } = fakeCluster('shop', [
    { host: master, source: null, facts: { semiSync: { source: 'active', replica: 'none' } } },
    {
      host: host('2.hz'),
      source: master,
      facts: { semiSync: { source: 'none', replica: 'active' } },
      edge: { semiSync: true },
    },
    { host: middle, source: master },
    { host: host('4.sh'), source: middle, facts: lagging, edge: { state: 'lagging', lagSeconds: 340 } },
    {
      host: host('5.sh'),
      source: middle,
      facts: { ...delayed, hasFilters: true },
      edge: { ...delayed, state: 'delayed' },
    },
    { host: host('6.bj'), source: master, facts: broken, edge: { state: 'error', lagSeconds: null } },
    { host: host('7.bj'), source: master, facts: gone, edge: { state: 'unknown', lagSeconds: null } },
    { host: host('8.bj'), source: master, facts: writable },
  ]);
  return { ...rest, nodes: nodes.map(inItsDataCenter) };
}

/** `shop-db-1.hz.example.com` stands in `hz`. */
function inItsDataCenter(node: ClusterView['nodes'][number]): ClusterView['nodes'][number] {
  const dataCenter = node.host.split('.')[1] ?? null;
  return { ...node, classification: { ...node.classification, dataCenter } };
}

function ledger(): ClusterView {
  const old = { flavor: 'mariadb' as const, version: '10.11.14' };
  const partner = { ...old, role: 'co-master' as const, lagSeconds: 0 };
  return fakeCluster(
    'ledger',
    [
      { host: '10.0.4.11', source: '10.0.4.12', facts: { ...partner, readOnly: false } },
      { host: '10.0.4.12', source: '10.0.4.11', facts: partner },
      { host: '10.0.4.13', source: '10.0.4.11', facts: old },
      { host: '10.0.4.14', source: '10.0.4.12', facts: { ...old, version: '11.8.3' } },
    ],
    { shape: 'co-masters' },
  );
}

function warehouse(): ClusterView {
  const channels = [
    ['orders', 'orders-1'],
    ['users', 'users-1'],
  ] as const;
  return fakeCluster(
    'warehouse',
    [
      { host: 'orders-1', source: null },
      { host: 'users-1', source: null },
      { host: 'orders-2', source: 'orders-1' },
      { host: 'dwh-1', source: null, channels, facts: { role: 'replica', lagSeconds: 4 } },
    ],
    { shape: 'multi-source', masters: [idOf('orders-1'), idOf('users-1')] },
  );
}

/** A group that takes its data from outside, one member of which was put out, with a replica of its own. */
function bank(): ClusterView {
  const member = (host: string, role: string, state: string | null = 'ONLINE') => ({ id: idOf(host), role, state });
  const secondary = { role: 'replica' as const, readOnly: true, superReadOnly: true };
  return fakeCluster(
    'bank',
    [
      { host: 'bank-east', source: null },
      { host: 'bank-1', source: 'bank-east' },
      { host: 'bank-2', source: null, facts: secondary },
      {
        host: 'bank-3',
        source: null,
        facts: { ...secondary, health: 'unreachable', problems: [problem('group-member-not-online', 'warning')] },
      },
      { host: 'bank-reports', source: 'bank-2' },
    ],
    {
      shape: 'group',
      masters: [idOf('bank-east')],
      groups: [
        {
          name: '3f9c1a50-0000-4000-8000-000000000001',
          mode: 'single-primary',
          quorum: 'yes',
          members: [member('bank-1', 'PRIMARY'), member('bank-2', 'SECONDARY'), member('bank-3', '', null)],
        },
      ],
    },
  );
}

function wide(count: number): readonly FakeServer[] {
  const replicas = Array.from({ length: count }, (_, index) => ({
    host: `wide-r${index + 1}`,
    source: index % 12 === 5 ? 'wide-r1' : 'wide-m',
  }));
  return [{ host: 'wide-m', source: null }, ...replicas];
}

function huge(count: number): readonly FakeServer[] {
  const replicas = Array.from({ length: count - 1 }, (_, index) => ({
    host: `huge-${index + 1}`,
    source: index < 10 ? 'huge-m' : `huge-${1 + ((index + 1) % 10)}`,
  }));
  return [{ host: 'huge-m', source: null }, ...replicas];
}
