/**
 * SHOW GLOBAL STATUS: the counters that topology managers read. Names [97][M10]; those of the old semi-sync plugins and of
 * 5.7's group replication [D].
 */
import type { ServerState } from '../../model/server-state.ts';
import type { Generation } from '../generation.ts';
import type { Cell } from '../results.ts';
import { variableText, type RowContext } from './context.ts';

export interface StatusVariable {
  readonly name: string;
  /** `null`: not there now, because its plugin is not loaded. */
  readonly value: (context: RowContext) => Cell;
}

const onOff = (value: boolean): string => (value ? 'ON' : 'OFF');

const COMMON: readonly StatusVariable[] = [
  { name: 'Aborted_clients', value: () => 0 },
  { name: 'Aborted_connects', value: () => 0 },
  { name: 'Connections', value: ({ server }) => server.sessions.size + server.dumps.length },
  { name: 'Max_used_connections', value: ({ server }) => server.sessions.size },
  { name: 'Questions', value: () => 0 },
  { name: 'Slave_open_temp_tables', value: () => 0 },
  { name: 'Threads_connected', value: ({ server }) => server.sessions.size + server.dumps.length },
  { name: 'Threads_running', value: ({ server }) => server.dumps.length + 1 },
  { name: 'Uptime', value: uptime },
  { name: 'Uptime_since_flush_status', value: uptime },
];

function uptime({ fleet, server }: RowContext): number {
  return Math.max(0, Math.floor((fleet.nowMs - server.startedAtMs) / 1_000));
}

const MYSQL: readonly StatusVariable[] = [
  ...COMMON,
  { name: 'Ongoing_anonymous_transaction_count', value: () => 0 },
  { name: 'Rsa_public_key', value: () => '' },
  // From 8.3 the members' table is the only place [D].
  { name: 'group_replication_primary_member', value: primaryMember },
  ...sourceStatus('source', 'rpl_semi_sync_source'),
  ...replicaStatus('replica', 'rpl_semi_sync_replica'),
  ...sourceStatus('master', 'rpl_semi_sync_master'),
  ...replicaStatus('slave', 'rpl_semi_sync_slave'),
];

const MARIADB: readonly StatusVariable[] = [
  ...COMMON,
  { name: 'Rpl_status', value: () => 'AUTH_MASTER' },
  { name: 'Slave_connections', value: ({ server }) => server.dumps.length },
  { name: 'Slaves_connected', value: ({ server }) => server.dumps.length },
  { name: 'Slave_running', value: ({ server }) => onOff(someChannelRuns(server)) },
  { name: 'Slaves_running', value: ({ server }) => [...server.channels.values()].filter(runs).length },
  ...sourceStatus('master', null),
  ...replicaStatus('slave', null),
  { name: 'Rpl_semi_sync_master_get_ack', value: ({ server }) => server.semiSync.acknowledged },
  { name: 'Rpl_semi_sync_master_request_ack', value: ({ server }) => server.semiSync.acknowledged },
  { name: 'Rpl_semi_sync_slave_send_ack', value: () => 0 },
];

function runs({
  receiver,
  applier,
}: {
  readonly receiver: { readonly state: string };
  readonly applier: { readonly state: string };
}): boolean {
  return receiver.state === 'running' && applier.state === 'running';
}

function someChannelRuns(server: ServerState): boolean {
  return [...server.channels.values()].some(runs);
}

function primaryMember({ server, generation }: RowContext): Cell {
  if (generation.versionNumber >= 80_300 || !server.plugins.has('group_replication')) return null;
  return server.group?.members.find((member) => member.role === 'PRIMARY')?.uuid ?? '';
}

/** `plugin`: the one that must be loaded; `null` where it is built in. */
function sourceStatus(word: string, plugin: string | null): readonly StatusVariable[] {
  const counters: readonly (readonly [string, (server: ServerState) => Cell])[] = [
    ['clients', ({ semiSync }) => semiSync.clients],
    ['net_avg_wait_time', () => 0],
    ['net_wait_time', () => 0],
    ['net_waits', ({ semiSync }) => semiSync.acknowledged],
    ['no_times', ({ semiSync }) => semiSync.timesOff],
    ['no_tx', ({ semiSync }) => semiSync.unacknowledged],
    ['status', ({ semiSync }) => onOff(semiSync.active)],
    ['timefunc_failures', () => 0],
    ['tx_avg_wait_time', () => 0],
    ['tx_wait_time', () => 0],
    ['tx_waits', ({ semiSync }) => semiSync.acknowledged],
    ['wait_pos_backtraverse', () => 0],
    ['wait_sessions', ({ semiSync }) => semiSync.waiting],
    ['yes_tx', ({ semiSync }) => semiSync.acknowledged],
  ];
  return counters.map(([name, value]) => ({
    name: `Rpl_semi_sync_${word}_${name}`,
    value: ({ server }) => (isLoaded(server, plugin) ? value(server) : null),
  }));
}

function replicaStatus(word: string, plugin: string | null): readonly StatusVariable[] {
  return [
    {
      name: `Rpl_semi_sync_${word}_status`,
      value: ({ server }) => (isLoaded(server, plugin) ? onOff(acknowledges(server)) : null),
    },
  ];
}

function isLoaded(server: ServerState, plugin: string | null): boolean {
  return plugin === null || server.plugins.has(plugin);
}

function acknowledges({ channels }: ServerState): boolean {
  for (const { receiver } of channels.values()) if (receiver.acknowledges) return true;
  return false;
}

/** Sorted by name, as servers list them. `certificateEnds`: '' where the server offers no TLS. */
export function statusVariables({ family }: Generation, certificateEnds: string): readonly StatusVariable[] {
  const tls: StatusVariable = {
    name: 'Ssl_server_not_after',
    value: (context) => (variableText(context, 'have_ssl') === 'DISABLED' ? '' : certificateEnds),
  };
  const own = family === 'mariadb' ? MARIADB : MYSQL;
  return [...own, tls].toSorted((one, other) => compareNames(one.name, other.name));
}

export function compareNames(one: string, other: string): number {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
