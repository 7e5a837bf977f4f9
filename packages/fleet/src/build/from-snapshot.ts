/**
 * A fleet from what a live snapshot knows. Observations name transactions by GTIDs and positions only, so history is cut
 * into the pieces in which servers differ, and every piece is one transaction here: servers that have the same piece
 * hold the same transaction.
 */
import { familyOf, parseBinlogFileName } from '@topiary/domain';
import type { InstanceId, Observation, TopologySnapshot } from '@topiary/domain';
import type { Account } from '../model/account.ts';
import { DEFAULT_PASSWORD } from '../model/server-spec.ts';
import type { Settings } from '../model/server-spec.ts';
import { generationFor, newServer } from '../model/new-server.ts';
import type { Server } from '../model/server.ts';
import type { World } from '../model/world.ts';
import { addChannel } from '../commands/change-source.ts';
import { newChannel } from '../replication/channel.ts';
import type { Channel } from '../replication/channel.ts';
import { filtersSeen } from '../observe/observe-channel.ts';
import { startThreads } from '../replication/threads.ts';
import { restoreGroups } from './seen-groups.ts';
import { fillHistory } from './history.ts';

export interface SnapshotOptions {
  /** Servers that do not answer are down in the fleet too; `false`: they are up, as they were last seen. */
  readonly keepsFailures?: boolean;
  /** Who may do everything on every server, beside root. */
  readonly administrators?: readonly string[];
}

export function fillFromSnapshot(
  world: World,
  snapshot: TopologySnapshot,
  { keepsFailures = true, administrators = [] }: SnapshotOptions,
): void {
  const observations = new Map<InstanceId, Observation>();
  for (const { id, observation } of snapshot.instances.values())
    if (observation !== null) observations.set(id, observation);
  const users = new Set([...observations.values()].flatMap(({ channels }) => channels.map(({ user }) => user)));
  for (const [id, observation] of observations) {
    const address = snapshot.instances.get(id)?.address;
    if (address === undefined) continue;
    world.servers.set(id, seenServer(world, { id, address, observation, users, administrators }));
    world.powerChanges.add(id);
  }
  fillHistory(world, observations);
  for (const [id, observation] of observations) {
    const server = world.servers.get(id);
    if (server === undefined) continue;
    const isDown = keepsFailures && snapshot.instances.get(id)?.health === 'unreachable';
    for (const seen of observation.channels) addChannel(server, seenChannel(server, seen));
    if (isDown) server.power = 'down';
  }
  restoreGroups(world, observations);
  for (const [id, observation] of observations) startAsSeen(world, id, observation);
}

interface Seen {
  readonly id: InstanceId;
  readonly address: { readonly host: string; readonly port: number };
  readonly observation: Observation;
  /** With whose account anybody in the snapshot replicates. */
  readonly users: ReadonlySet<string>;
  readonly administrators: readonly string[];
}

function seenServer(world: World, { id, address, observation, users, administrators }: Seen): Server {
  const { identity, product } = observation;
  const { names } = generationFor(world, product);
  const server = newServer(world, {
    address,
    version: product.version.text,
    comment: product.comment,
    serverId: identity.serverId,
    uuid: identity.serverUuid ?? identity.serverUid ?? id,
    hostname: identity.hostname,
    reportHost: identity.reportHost,
    // What an observation always says, old servers and binlog routers may have no variable for.
    settings: Object.fromEntries(Object.entries(settingsSeen(observation)).filter(([name]) => names.has(name))),
    plugins: pluginsSeen(observation, names.has('rpl_semi_sync_source_enabled') ? NEW_SIDES : OLD_SIDES),
    accounts: accountsFor(users, administrators),
  });
  server.startedAtMs = world.nowMs - observation.uptimeSeconds * 1000;
  return server;
}

/** Every channel's user may replicate from everywhere: whether that is so is not what a rehearsal asks. */
function accountsFor(users: ReadonlySet<string>, administrators: readonly string[]): readonly Account[] {
  const account = (user: string, privilege: string): Account => ({
    user,
    host: '%',
    password: DEFAULT_PASSWORD,
    plugin: 'caching_sha2_password',
    grants: [{ privileges: [privilege], on: '*.*' }],
  });
  const all = ['root', ...administrators];
  return [
    ...all.map((user) => account(user, 'ALL PRIVILEGES')),
    ...[...users].filter((user) => !all.includes(user)).map((user) => account(user, 'REPLICATION SLAVE')),
  ];
}

const flag = (value: boolean): string => (value ? 'ON' : 'OFF');

function settingsSeen({ settings, gtid, product, semiSync, group }: Observation): Settings {
  const isMysql = familyOf(product) === 'mysql';
  return {
    read_only: flag(settings.readOnly),
    ...(isMysql ? { super_read_only: flag(settings.superReadOnly), offline_mode: flag(settings.offlineMode) } : {}),
    log_bin: flag(settings.logBin),
    log_slave_updates: flag(settings.logReplicaUpdates),
    ...(settings.binlogFormat === '' ? {} : { binlog_format: settings.binlogFormat }),
    ...(settings.binlogRowImage === '' ? {} : { binlog_row_image: settings.binlogRowImage }),
    ...(settings.relayLogRecovery === null ? {} : { relay_log_recovery: flag(settings.relayLogRecovery) }),
    ...(settings.syncRelayLog === null ? {} : { sync_relay_log: settings.syncRelayLog }),
    ...(settings.replicaNetTimeoutSeconds === null ? {} : { slave_net_timeout: settings.replicaNetTimeoutSeconds }),
    ...(gtid.kind === 'mysql'
      ? { gtid_mode: gtid.mode, enforce_gtid_consistency: gtid.mode === 'ON' ? 'ON' : 'OFF' }
      : {}),
    ...(gtid.kind === 'mariadb' ? { gtid_strict_mode: flag(gtid.strict), gtid_domain_id: gtid.domainId } : {}),
    ...semiSyncSeen(semiSync, OLD_SIDES),
    ...(isMysql ? semiSyncSeen(semiSync, NEW_SIDES) : {}),
    ...(group === null ? {} : { group_replication_group_name: group.groupName }),
    ...(group?.mode === 'multi-primary' ? { group_replication_single_primary_mode: 'OFF' } : {}),
  };
}

/** The words of MySQL from 8.0.26 on, and everybody else's. */
const NEW_SIDES = { source: 'source', replica: 'replica' } as const;
const OLD_SIDES = { source: 'master', replica: 'slave' } as const;
type Sides = typeof NEW_SIDES | typeof OLD_SIDES;

function semiSyncSeen(semiSync: Observation['semiSync'], { source, replica }: Sides): Settings {
  const { sourceEnabled, replicaEnabled, sourceTimeoutMs, sourceWaitForReplicas } = semiSync;
  return {
    ...(sourceEnabled === null ? {} : { [`rpl_semi_sync_${source}_enabled`]: flag(sourceEnabled) }),
    ...(sourceTimeoutMs === null ? {} : { [`rpl_semi_sync_${source}_timeout`]: sourceTimeoutMs }),
    ...(sourceWaitForReplicas === null
      ? {}
      : { [`rpl_semi_sync_${source}_wait_for_${replica}_count`]: sourceWaitForReplicas }),
    ...(replicaEnabled === null ? {} : { [`rpl_semi_sync_${replica}_enabled`]: flag(replicaEnabled) }),
  };
}

function pluginsSeen({ semiSync, product, group }: Observation, { source, replica }: Sides): readonly string[] {
  if (familyOf(product) !== 'mysql') return [];
  return [
    ...(semiSync.sourceEnabled === null ? [] : [`rpl_semi_sync_${source}`]),
    ...(semiSync.replicaEnabled === null ? [] : [`rpl_semi_sync_${replica}`]),
    ...(group === null ? [] : ['group_replication']),
  ];
}

function seenChannel(server: Server, seen: Observation['channels'][number]): Channel {
  const channel = newChannel(server, seen.name);
  channel.source = seen.source;
  channel.user = seen.user;
  channel.password = DEFAULT_PASSWORD;
  channel.positioning = seen.positioning;
  channel.settings = seen.settings;
  channel.delaySeconds = seen.delaySeconds;
  const { filters, ignoreServerIds } = filtersSeen(seen.filters);
  channel.filters = { ...channel.filters, ...filters };
  channel.ignoreServerIds = ignoreServerIds;
  channel.sourceServerId = seen.sourceServerId;
  channel.sourceUuid = seen.sourceUuid;
  channel.executedPosition = seen.executedPosition ?? channel.executedPosition;
  channel.readPosition = seen.executedPosition ?? channel.readPosition;
  const relay = seen.relayLog === null ? null : parseBinlogFileName(seen.relayLog.file);
  if (seen.relayLog !== null && relay !== null) {
    channel.relayPosition = seen.relayLog;
    channel.relayFile = seen.relayLog.file;
    channel.relayNumber = relay.number;
    channel.relaySize = seen.relayLog.position;
  }
  const errorOf = (error: typeof seen.receiverError) => (error === null ? null : { ...error, atMs: 0 });
  channel.receiver.error = errorOf(seen.receiverError);
  channel.applier.error = errorOf(seen.applierError);
  return channel;
}

function startAsSeen(world: World, id: InstanceId, observation: Observation): void {
  const server = world.servers.get(id);
  if (server?.power !== 'up') return;
  for (const seen of observation.channels) {
    const channel = server.channels.get(seen.name);
    if (channel === undefined) continue;
    const threads = { receiver: seen.receiver !== 'stopped', applier: seen.applier === 'running' };
    startThreads(world, channel, threads);
  }
}
