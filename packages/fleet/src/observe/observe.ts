/** What a probe with every privilege finds: the domain's own words for the state of a server. */
import { assert, atLeast, familyOf } from '@topiary/domain';
import type {
  ConnectedReplica,
  GroupMembership,
  GtidState,
  NdbSqlNode,
  Observation,
  SemiSyncState,
  ServerIdentity,
  ServerSettings,
} from '@topiary/domain';
import { writePosition } from '../binlog/binary-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { isSqlNode, sqlNodesBeside } from '../model/ndb.ts';
import type { Server } from '../model/server.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import { binlogPosition, currentPosition } from '../model/variables/read-variable.ts';
import type { World } from '../model/world.ts';
import { hasSemiSyncSide, requiredAcknowledgements, semiSyncClients, semiSyncWords } from '../replication/semi-sync.ts';
import { binlogPositionStatement } from '../words/statements.ts';
import { observeChannel } from './observe-channel.ts';

export function observe(world: World, server: Server): Observation {
  assert(server.power === 'up', 'only a server that is up can be observed', server.id);
  const { product, binlog, logIsStuck } = server;
  return {
    product,
    identity: identityOf(server),
    uptimeSeconds: Math.floor((world.nowMs - server.startedAtMs) / 1000),
    settings: settingsOf(server),
    gtid: gtidOf(server),
    binlog: binlog === null || logIsStuck ? null : writePosition(binlog),
    channels: [...server.channels.values()]
      .filter(({ source }) => source.host !== '')
      .map((channel) => observeChannel(world, channel)),
    connectedReplicas: connectedReplicas(server),
    semiSync: semiSyncOf(server),
    group: groupOf(server),
    ...(isSqlNode(server) ? { ndbSqlNodes: ndbSqlNodes(world, server) } : {}),
    unreadable: [],
    ...(logIsStuck ? { waitingFor: binlogPositionStatement(server.product) } : {}),
  };
}

function identityOf({ settings, uuid, product, hostname, address, reportHost }: Server): ServerIdentity {
  const isMariadb = familyOf(product) === 'mariadb';
  return {
    serverId: Number(settings.get('server_id') ?? 0),
    serverUuid: isMariadb ? null : uuid,
    serverUid: isMariadb && atLeast(product.version, 10, 6) ? uuid : null,
    hostname,
    port: address.port,
    reportHost,
    reportPort: address.port,
  };
}

function settingsOf(server: Server): ServerSettings {
  return {
    readOnly: isOn(server, 'read_only'),
    superReadOnly: isOn(server, 'super_read_only'),
    offlineMode: isOn(server, 'offline_mode'),
    logBin: server.binlog !== null || isBinlogServer(server),
    logReplicaUpdates: isOn(server, 'log_replica_updates'),
    binlogFormat: String(setting(server, 'binlog_format')),
    binlogRowImage: String(setting(server, 'binlog_row_image')),
    replicaNetTimeoutSeconds: numberSetting(server, 'replica_net_timeout'),
    relayLogRecovery: isOn(server, 'relay_log_recovery'),
    syncRelayLog: numberSetting(server, 'sync_relay_log'),
  };
}

const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'] as const;

function gtidOf(server: Server): GtidState {
  const { gtid } = server;
  if (isBinlogServer(server)) return { kind: 'none' };
  if (gtid.kind === 'mysql') {
    const mode = GTID_MODES.find((known) => known === setting(server, 'gtid_mode')) ?? 'OFF';
    return { kind: 'mysql', mode, executed: gtid.executed.toText(), purged: gtid.purged.toText() };
  }
  return {
    kind: 'mariadb',
    strict: isOn(server, 'gtid_strict_mode'),
    domainId: numberSetting(server, 'gtid_domain_id'),
    binlogPosition: binlogPosition(server).toText(),
    slavePosition: gtid.slavePosition.toText(),
    currentPosition: currentPosition(server).toText(),
    binlogState: gtid.binlogState.toText(),
  };
}

/** Replicas that report no host are seen by their dump threads only, which tell where they connect from. */
function connectedReplicas(server: Server): readonly ConnectedReplica[] {
  if (server.binlog === null) return [];
  const isMysql = familyOf(server.product) === 'mysql';
  const registered = server.dumps
    .filter(({ reportHost }) => reportHost !== '')
    .map(({ reportHost, reportPort, replicaServerId, replicaUuid }) => ({
      host: reportHost.toLowerCase(),
      port: reportPort,
      serverId: replicaServerId,
      serverUuid: isMysql ? replicaUuid : null,
    }));
  const hosts = new Set(registered.map(({ host }) => host));
  const others = new Set(
    server.dumps
      .map(({ connection }) => connection.replica.address.host.toLowerCase())
      .filter((host) => !hosts.has(host)),
  );
  return [...registered, ...[...others].map((host) => ({ host, port: null, serverId: null, serverUuid: null }))];
}

/** In the order in which the driver has them, which is that of their addresses. */
function ndbSqlNodes(world: World, server: Server): readonly NdbSqlNode[] {
  return sqlNodesBeside(server, [...world.servers.values()])
    .map(({ address }) => ({ host: address.host.toLowerCase(), port: address.port }))
    .toSorted((left, right) => (`${left.host} ${left.port}` < `${right.host} ${right.port}` ? -1 : 1));
}

function semiSyncOf(server: Server): SemiSyncState {
  const isSource = hasSemiSyncSide(server, 'source');
  const isReplica = hasSemiSyncSide(server, 'replica');
  const acknowledges = [...server.channels.values()].some(({ receiver }) => receiver.acknowledges);
  return {
    ...(isSource || isReplica ? { words: semiSyncWords(server) } : {}),
    sourceEnabled: isSource ? isOn(server, 'rpl_semi_sync_source_enabled') : null,
    sourceActive: isSource ? server.semi.active : null,
    sourceClients: isSource ? semiSyncClients(server) : null,
    sourceTimeoutMs: isSource ? numberSetting(server, 'rpl_semi_sync_source_timeout') : null,
    sourceWaitForReplicas: isSource ? requiredAcknowledgements(server) : null,
    replicaEnabled: isReplica ? isOn(server, 'rpl_semi_sync_replica_enabled') : null,
    replicaActive: isReplica ? acknowledges : null,
  };
}

function groupOf(server: Server): GroupMembership | null {
  const { group } = server;
  if (group === null || group.members.length === 0) return null;
  return {
    groupName: group.name,
    mode: isOn(server, 'group_replication_single_primary_mode') ? 'single-primary' : 'multi-primary',
    members: group.members
      .map(({ uuid, address, state, role }) => ({ uuid, address, state, role }))
      .toSorted((left, right) => (left.uuid < right.uuid ? -1 : 1)),
  };
}
