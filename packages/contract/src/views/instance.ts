/** The side panel: every fact of one instance, as the last probe found it. */
import {
  APPLIER_STATES,
  FLAVORS,
  GROUP_MODES,
  POSITIONINGS,
  PROBE_FAILURE_KINDS,
  RECEIVER_STATES,
  UNREADABLE_FACTS,
} from '@topiary/domain';
import type { Observation } from '@topiary/domain';
import { z } from 'zod';
import { measuredLag, unknownFact } from './classification.ts';
import { groupRole, nodeView } from './cluster.ts';
import { clusterId, instanceId, instant } from './common.ts';
import { ownName } from './names.ts';

const address = z.object({ host: z.string(), port: z.number().int() });
const coordinates = z.object({ file: z.string(), position: z.number() });
const replicationError = z.object({ number: z.number().int(), text: z.string() });

const channelSettings = z.object({
  heartbeatPeriodSeconds: z.number().nullable(),
  connectRetrySeconds: z.number().nullable(),
  retryCount: z.number().nullable(),
  tls: z.object({
    enabled: z.boolean(),
    ca: z.string(),
    caPath: z.string(),
    cert: z.string(),
    key: z.string(),
    cipher: z.string(),
    crl: z.string(),
    crlPath: z.string(),
    version: z.string(),
    verifyServerCert: z.boolean(),
  }),
  publicKeyPath: z.string().nullable(),
  getPublicKey: z.boolean().nullable(),
  compression: z.string().nullable(),
});

export const channelView = z.object({
  name: z.string(),
  source: address,
  sourceServerId: z.number().nullable(),
  sourceUuid: z.string().nullable(),
  user: z.string(),
  receiver: z.enum(RECEIVER_STATES),
  applier: z.enum(APPLIER_STATES),
  receiverError: replicationError.nullable(),
  applierError: replicationError.nullable(),
  lagSeconds: z.number().nullable(),
  delaySeconds: z.number(),
  positioning: z.enum(POSITIONINGS),
  retrieved: z.string(),
  readPosition: coordinates.nullable(),
  executedPosition: coordinates.nullable(),
  relayLog: coordinates.nullable(),
  filters: z.array(z.string()),
  settings: channelSettings,
});

const gtid = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mysql'),
    mode: z.enum(['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON']),
    executed: z.string(),
    purged: z.string(),
  }),
  z.object({
    kind: z.literal('mariadb'),
    strict: z.boolean(),
    domainId: z.number(),
    binlogPosition: z.string(),
    slavePosition: z.string(),
    currentPosition: z.string(),
    binlogState: z.string(),
  }),
  z.object({ kind: z.literal('none') }),
]);

export const observationView = z.object({
  product: z.object({
    flavor: z.enum(FLAVORS),
    version: z.object({ major: z.number(), minor: z.number(), patch: z.number(), text: z.string() }),
    comment: z.string(),
  }),
  identity: z.object({
    serverId: z.number(),
    serverUuid: z.string().nullable(),
    serverUid: z.string().nullable(),
    hostname: z.string(),
    port: z.number(),
    reportHost: z.string().nullable(),
    reportPort: z.number().nullable(),
  }),
  uptimeSeconds: z.number(),
  settings: z.object({
    readOnly: z.boolean(),
    superReadOnly: z.boolean(),
    offlineMode: z.boolean(),
    logBin: z.boolean(),
    logReplicaUpdates: z.boolean(),
    binlogFormat: z.string(),
    binlogRowImage: z.string(),
    replicaNetTimeoutSeconds: z.number().nullable(),
    relayLogRecovery: z.boolean().nullable(),
    syncRelayLog: z.number().nullable(),
  }),
  gtid,
  binlog: coordinates.nullable(),
  channels: z.array(channelView),
  connectedReplicas: z
    .array(
      z.object({
        host: z.string(),
        port: z.number().nullable(),
        serverId: z.number().nullable(),
        serverUuid: z.string().nullable(),
      }),
    )
    .nullable(),
  semiSync: z.object({
    sourceEnabled: z.boolean().nullable(),
    sourceActive: z.boolean().nullable(),
    sourceClients: z.number().nullable(),
    sourceTimeoutMs: z.number().nullable(),
    sourceWaitForReplicas: z.number().nullable(),
    replicaEnabled: z.boolean().nullable(),
    replicaActive: z.boolean().nullable(),
  }),
  group: z
    .object({
      groupName: z.string(),
      mode: z.enum(GROUP_MODES),
      members: z.array(z.object({ uuid: z.string(), address, state: z.string(), role: z.string() })),
    })
    .nullable(),
  ndbSqlNodes: z
    .array(z.object({ host: z.string(), port: z.number().nullable() }))
    .nullable()
    .exactOptional(),
  waitingFor: z.string().exactOptional(),
  measuredLag: measuredLag.exactOptional(),
  unreadable: z.array(z.object({ fact: z.enum(UNREADABLE_FACTS), errorNumber: z.number(), grant: z.string() })),
}) satisfies z.ZodType<Observation>;

export const probeFailureView = z.object({
  kind: z.enum(PROBE_FAILURE_KINDS),
  code: z.string(),
  detail: z.string(),
  grant: z.string().nullable(),
  waitingFor: z.string().nullable(),
});

/** What was found out about its transactions, beside what it says itself. */
const gtidFacts = z.object({
  errant: z.object({
    /** Transactions that came from nowhere upstream; '' for none. At most `MAX_GTID_FACT_LENGTH` characters. */
    transactions: z.string(),
    /** It has some that nobody upstream was seen to have yet; the next looks at those will tell. */
    pending: z.boolean(),
  }),
  /** Servers of its cluster that could not feed it, because they purged what it lacks. */
  purgeGaps: z.array(z.object({ server: instanceId, missing: z.string() })),
  /** How many more there are than `MAX_PURGE_GAPS`. */
  morePurgeGaps: z.number().int(),
});
export const MAX_GTID_FACT_LENGTH = 20_000;
export const MAX_PURGE_GAPS = 50;

export const instanceView = z.object({
  node: nodeView,
  cluster: clusterId,
  groupRole,
  unknownFacts: z.array(unknownFact),
  names: z.object({
    /** By `MySQLHostnameResolveMethod`. */
    own: ownName,
    /** Where it answers too, in order. */
    others: z.array(instanceId),
  }),
  observation: observationView.nullable(),
  gtidFacts,
  observedAt: instant.nullable(),
  failure: probeFailureView.nullable(),
});

export type InstanceView = z.output<typeof instanceView>;
export type ChannelView = z.output<typeof channelView>;
