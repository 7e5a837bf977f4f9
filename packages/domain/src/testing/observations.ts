/** Plausible observations of healthy servers: what a probe of a well-kept MySQL or MariaDB server finds. */
import { detectProduct } from '../replication/product.ts';
import type { Family } from '../replication/product.ts';
import type { Address } from '../topology/address.ts';
import type {
  ChannelSettings,
  GtidState,
  Observation,
  ReplicationChannel,
  SemiSyncState,
  ServerIdentity,
  ServerSettings,
} from '../topology/observation.ts';

export const DEFAULT_VERSIONS: Readonly<Record<Family, string>> = { mysql: '9.7.4', mariadb: '11.8.9-MariaDB' };

export interface ObservationOptions {
  readonly address: Address;
  /** Also makes the `server_id`, the UUID and the UID, so that servers with different numbers differ in all three. */
  readonly number: number;
  readonly family?: Family;
  /** As the server prints it. */
  readonly version?: string;
  readonly readOnly?: boolean;
  readonly gtid?: GtidState;
  readonly channels?: readonly ReplicationChannel[];
}

export function observation(options: ObservationOptions): Observation {
  const family = options.family ?? 'mysql';
  const version = options.version ?? DEFAULT_VERSIONS[family];
  const product = detectProduct(
    version,
    family === 'mariadb' ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL',
  );
  if (product === null) throw new Error(`not a server version: "${version}"`);
  return {
    product,
    identity: identityOf(options, family),
    uptimeSeconds: 86_400,
    settings: settingsOf(family, options.readOnly ?? false),
    gtid: options.gtid ?? gtidOf({ family, writers: [], purged: 0 }),
    binlog: { file: 'binlog.000002', position: 157 },
    channels: options.channels ?? [],
    connectedReplicas: [],
    semiSync: NO_SEMI_SYNC,
    group: null,
    unreadable: [],
  };
}

export interface ChannelOptions {
  readonly source: Address;
  /** The number that the source's own observation was made with. */
  readonly sourceNumber: number;
  readonly name?: string;
  readonly family?: Family;
  /** `false`: by file and position. */
  readonly gtid?: boolean;
  readonly retrieved?: string;
  readonly delaySeconds?: number;
}

/** A channel whose threads run and which is not late. */
export function channel(options: ChannelOptions): ReplicationChannel {
  const family = options.family ?? 'mysql';
  const gtidPositioning = family === 'mariadb' ? 'slave-pos' : 'auto-position';
  const position = { file: 'binlog.000002', position: 157 };
  return {
    name: options.name ?? '',
    source: options.source,
    sourceServerId: options.sourceNumber,
    sourceUuid: family === 'mariadb' ? null : uuidOf(options.sourceNumber),
    user: 'repl',
    receiver: 'running',
    applier: 'running',
    receiverError: null,
    applierError: null,
    lagSeconds: options.delaySeconds ?? 0,
    delaySeconds: options.delaySeconds ?? 0,
    positioning: (options.gtid ?? true) ? gtidPositioning : 'file',
    retrieved: options.retrieved ?? '',
    readPosition: position,
    executedPosition: position,
    relayLog: { file: 'relay.000002', position: 367 },
    filters: [],
    settings: CHANNEL_SETTINGS,
  };
}

/** `00000000-0000-0000-0000-000000000007` for number 7. */
export function uuidOf(number: number): string {
  return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
}

export interface WrittenTransactions {
  /** The number of the server that wrote them. */
  readonly writer: number;
  /** Transactions 1 to `count`. */
  readonly count: number;
}

export interface GtidOptions {
  readonly family: Family;
  readonly writers: readonly WrittenTransactions[];
  /** How many of each writer's transactions are no longer in the binary logs. */
  readonly purged: number;
}

/** On MariaDB every writer has a domain of its own, numbered in order of `writers` from 0. */
export function gtidOf({ family, writers, purged }: GtidOptions): GtidState {
  if (family === 'mariadb') {
    const position = writers.map(({ writer, count }, domain) => `${domain}-${writer}-${count}`).join(',');
    return {
      kind: 'mariadb',
      strict: true,
      domainId: 0,
      binlogPosition: position,
      slavePosition: position,
      currentPosition: position,
      binlogState: position,
    };
  }
  return {
    kind: 'mysql',
    mode: 'ON',
    executed: writers.map(({ writer, count }) => intervalOf(writer, count)).join(','),
    purged: purged === 0 ? '' : writers.map(({ writer }) => intervalOf(writer, purged)).join(','),
  };
}

function intervalOf(writer: number, count: number): string {
  return `${uuidOf(writer)}:${count === 1 ? '1' : `1-${count}`}`;
}

function identityOf({ address, number }: ObservationOptions, family: Family): ServerIdentity {
  return {
    serverId: number,
    serverUuid: family === 'mysql' ? uuidOf(number) : null,
    serverUid: family === 'mariadb' ? `uid-${String(number).padStart(12, '0')}` : null,
    hostname: address.host,
    port: address.port,
    reportHost: address.host,
    reportPort: address.port,
  };
}

function settingsOf(family: Family, readOnly: boolean): ServerSettings {
  return {
    readOnly,
    superReadOnly: family === 'mysql' && readOnly,
    offlineMode: false,
    logBin: true,
    logReplicaUpdates: true,
    binlogFormat: 'ROW',
    binlogRowImage: 'FULL',
    replicaNetTimeoutSeconds: 60,
    relayLogRecovery: false,
    syncRelayLog: 10_000,
  };
}

const NO_SEMI_SYNC: SemiSyncState = {
  sourceEnabled: null,
  sourceActive: null,
  sourceClients: null,
  sourceTimeoutMs: null,
  sourceWaitForReplicas: null,
  replicaEnabled: null,
  replicaActive: null,
};

/** The settings of `channel`: those of a server's defaults, without TLS. */
export const CHANNEL_SETTINGS: ChannelSettings = {
  heartbeatPeriodSeconds: 30,
  connectRetrySeconds: 60,
  retryCount: 10,
  tls: {
    enabled: false,
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
  getPublicKey: null,
  compression: null,
};
