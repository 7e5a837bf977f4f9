/** Every fact of a made-up server. */
import type { ChannelView, ClusterView, EdgeView, InstanceView, NodeView } from '@topiary/contract';

const UUID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
/** What an errant server wrote itself. */
export const ERRANT_SET = '8d2f4c1e-71ca-11e1-9e33-c80aa9429562:1-2';
const COORDINATES = { file: 'binlog.000042', position: 1_984_223 };

type Observation = NonNullable<InstanceView['observation']>;

export function fakeInstance(cluster: ClusterView, node: NodeView): InstanceView {
  const refused = {
    kind: 'refused',
    code: 'ECONNREFUSED',
    detail: `connect ECONNREFUSED ${node.id}`,
    grant: null,
    waitingFor: null,
  } as const;
  return {
    node,
    cluster: cluster.id,
    groupRole: null,
    names: { own: { kind: 'kept', because: 'same' }, others: [] },
    unknownFacts: [],
    gtidFacts: { errant: { transactions: '', pending: false }, purgeGaps: [], morePurgeGaps: 0 },
    observedAt: node.observedAt,
    failure: node.health === 'unreachable' ? refused : null,
    observation: {
      ...serverFacts(node),
      channels: cluster.edges.filter((edge) => edge.replica === node.id).map((edge) => channel(edge, node)),
      connectedReplicas: cluster.edges
        .filter((edge) => edge.source === node.id)
        .map((edge) => ({ ...addressOf(edge.replica), serverId: 3, serverUuid: null })),
      unreadable: node.problems.some((problem) => problem.code === 'missing-grant')
        ? [
            {
              fact: 'channel-settings',
              errorNumber: 1142,
              grant: 'GRANT SELECT ON performance_schema.* TO `topiary`@`%`',
            },
          ]
        : [],
    },
  };
}

function serverFacts(node: NodeView): Omit<Observation, 'channels' | 'connectedReplicas' | 'unreadable'> {
  const isSource = node.role === 'master' ? true : null;
  return {
    product: {
      flavor: node.flavor ?? 'mysql',
      version: { major: 9, minor: 7, patch: 1, text: `${node.version}-fixture` },
      comment: 'MySQL Community Server - GPL',
    },
    identity: {
      serverId: node.port,
      serverUuid: UUID,
      serverUid: null,
      hostname: node.host,
      port: node.port,
      reportHost: null,
      reportPort: null,
    },
    uptimeSeconds: 432_123,
    settings: {
      readOnly: node.readOnly ?? false,
      superReadOnly: node.superReadOnly ?? false,
      offlineMode: false,
      logBin: true,
      logReplicaUpdates: true,
      binlogFormat: 'ROW',
      binlogRowImage: 'FULL',
      replicaNetTimeoutSeconds: 60,
      relayLogRecovery: false,
      syncRelayLog: 10_000,
    },
    gtid: {
      kind: 'mysql',
      mode: 'ON',
      executed: executedBy(node),
      purged: `${UUID}:1-1000`,
    },
    binlog: COORDINATES,
    semiSync: {
      sourceEnabled: isSource,
      sourceActive: isSource,
      sourceClients: 1,
      sourceTimeoutMs: 10_000,
      sourceWaitForReplicas: 1,
      replicaEnabled: null,
      replicaActive: null,
    },
    group: null,
  };
}

/** A replica that lags has not executed the newest; an errant one wrote something itself. */
function executedBy(node: NodeView): string {
  const behind = Math.round((node.lagSeconds ?? 0) * 10);
  const errant = node.problems.some((problem) => problem.code === 'errant-gtid');
  const own = errant ? `,${ERRANT_SET}` : '';
  return `${UUID}:1-${918_273 - behind},5f0c1a2b-71ca-11e1-9e33-c80aa9429562:1-77:80-99${own}`;
}

function channel(edge: EdgeView, node: NodeView): ChannelView {
  const broken = node.problems.some((problem) => problem.code === 'replication-error');
  return {
    name: edge.channel,
    source: addressOf(edge.source),
    sourceServerId: 1,
    sourceUuid: UUID,
    user: 'repl',
    receiver: edge.state === 'connecting' ? 'connecting' : edge.state === 'stopped' ? 'stopped' : 'running',
    applier: broken || edge.state === 'stopped' ? 'stopped' : 'running',
    receiverError: null,
    applierError: broken ? { number: 1062, text: "Duplicate entry '42' for key 'orders.PRIMARY'" } : null,
    lagSeconds: edge.lagSeconds,
    delaySeconds: edge.delaySeconds,
    positioning: 'auto-position',
    retrieved: `${UUID}:1001-${918_273 - Math.round((node.lagSeconds ?? 0) * 5)}`,
    readPosition: COORDINATES,
    executedPosition: COORDINATES,
    relayLog: { file: 'relay.000007', position: 4_711 },
    filters: node.hasFilters ? ['Replicate_Ignore_DB: tmp'] : [],
    settings: {
      heartbeatPeriodSeconds: 30,
      connectRetrySeconds: 60,
      retryCount: 10,
      tls: {
        enabled: edge.tls,
        ca: '',
        caPath: '',
        cert: '',
        key: '',
        cipher: '',
        crl: '',
        crlPath: '',
        version: '',
        verifyServerCert: false,
      },
      publicKeyPath: null,
      getPublicKey: true,
      compression: 'uncompressed',
    },
  };
}

function addressOf(id: string): { readonly host: string; readonly port: number } {
  const [host = '', port = '3306'] = id.split(':');
  return { host, port: Number(port) };
}
