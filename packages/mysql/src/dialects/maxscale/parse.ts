/** From a binlog router's rows to an `Observation`. What it cannot tell is what every binlog server is. */
import type { Observation, ReplicationChannel } from '@topiary/domain';
import { binlogPosition } from '../binlog-position.ts';
import { channelColumns } from '../channel-columns.ts';
import { channelFrame, tlsOf } from '../channel-parts.ts';
import { mergeReplicas } from '../connected-replicas.ts';
import type { Answers, Learned, LearningRole, ObserveContext, ProbeRole } from '../dialect.ts';
import { productOf } from '../product.ts';
import { numberOf, RowReader, textOf, type ColumnCache } from '../result-set.ts';
import { unreadableFacts } from '../unreadable.ts';
import { shownValues } from '../values.ts';

/** Its UUID may be its master's, so it is not taken for its own; its address is the one it was asked at. */
export function learn(answers: Answers<LearningRole>): Learned {
  const version = textOf(shownValues(answers.get('variables')).get('maxscale_version'));
  return {
    product: productOf(`${version}-maxscale`, 'MaxScale binlog router'),
    account: '',
    identity: { serverUuid: null, serverUid: null, hostname: '', port: 0, reportHost: null, reportPort: null },
    logBin: true,
    logReplicaUpdates: true,
    relayLogRecovery: null,
    variables: [],
    // There are none: it has no list of sessions.
    seesAllProcesses: true,
    privileges: null,
  };
}

/** As orchestrator takes binlog servers to be: never written to, and their log in their master's format. */
const SETTINGS: Observation['settings'] = {
  readOnly: true,
  superReadOnly: true,
  offlineMode: false,
  logBin: true,
  logReplicaUpdates: true,
  binlogFormat: 'INHERIT',
  binlogRowImage: '',
  replicaNetTimeoutSeconds: null,
  relayLogRecovery: null,
  syncRelayLog: null,
};

const NO_SEMI_SYNC: Observation['semiSync'] = {
  sourceEnabled: null,
  sourceActive: null,
  sourceClients: null,
  sourceTimeoutMs: null,
  sourceWaitForReplicas: null,
  replicaEnabled: null,
  replicaActive: null,
};

export function observe(answers: Answers<ProbeRole>, context: ObserveContext): Observation {
  const { identity, product } = context.learned;
  return {
    product,
    // Its master's id, which it shows to replicas as if it were that server.
    identity: { serverId: numberOf(answers.get('settings')?.rows[0]?.[0]) ?? 0, ...identity },
    uptimeSeconds: numberOf(shownValues(answers.get('status')).get('uptime')) ?? 0,
    settings: SETTINGS,
    gtid: { kind: 'none' },
    binlog: binlogPosition(answers.get('binlog-position')),
    channels: channelsOf(answers, context.columns),
    connectedReplicas: mergeReplicas(answers.get('connected-replicas'), undefined, 'slave_uuid'),
    semiSync: NO_SEMI_SYNC,
    group: null,
    unreadable: unreadableFacts(context, () => ''),
    ...(context.waitingFor === null ? {} : { waitingFor: context.waitingFor }),
  };
}

const COLUMNS = channelColumns('master', 'slave');

export function channelsOf(answers: Answers<ProbeRole>, cache: ColumnCache): readonly ReplicationChannel[] {
  const status = answers.get('replica-status');
  if (status === undefined || status.rows.length === 0) return [];
  const reader = new RowReader(cache.columnsOf('replica-status', status));
  return status.rows.map((row) => channelOf(reader.at(row)));
}

/** One channel, which has one kind of error; the columns of errors by thread are always empty. */
function channelOf(row: RowReader): ReplicationChannel {
  const errorNumber = row.integer('last_errno') ?? 0;
  return {
    ...channelFrame(row, COLUMNS),
    receiverError: errorNumber === 0 ? null : { number: errorNumber, text: row.text('last_error') },
    name: '',
    sourceUuid: null,
    // Whatever it uses towards its master: it is moved by file and position, which are the same above and below it.
    positioning: 'file',
    retrieved: '',
    filters: [],
    settings: {
      heartbeatPeriodSeconds: null,
      connectRetrySeconds: row.integer('connect_retry'),
      retryCount: null,
      tls: tlsOf(row, COLUMNS),
      publicKeyPath: null,
      getPublicKey: null,
      compression: null,
    },
  };
}
