/** The value of a variable, by any name that the server knows. */
import { MariadbGtidPosition } from '@topiary/domain';
import type { SettingValue } from '../server-spec.ts';
import type { MutableSession, Server } from '../server.ts';
import { setting } from '../settings.ts';
import type { KnownVariable } from './generation.ts';

/** `undefined`: 1193. */
export function knownVariable(server: Server, name: string): KnownVariable | undefined {
  const known = server.generation.names.get(name.toLowerCase());
  if (known === undefined) return undefined;
  return known.plugin === null || server.plugins.has(known.plugin) ? known : undefined;
}

export function readVariable(
  server: Server,
  name: string,
  session: MutableSession | null,
): SettingValue | null | undefined {
  const known = knownVariable(server, name);
  if (known === undefined) return undefined;
  const canonical = known.row.name;
  const own = session?.variables.get(canonical);
  if (own !== undefined) return own;
  const computed = COMPUTED[canonical];
  return computed === undefined ? setting(server, canonical) : computed(server);
}

export function listedNames(server: Server): readonly string[] {
  const names: string[] = [];
  for (const [name, { row, plugin }] of server.generation.names) {
    if (row.reach !== 'session' && (plugin === null || server.plugins.has(plugin))) names.push(name);
  }
  return names.toSorted();
}

/** What is not kept as a setting but follows from the state. */
const COMPUTED: Readonly<Record<string, (server: Server) => SettingValue | null>> = {
  version: ({ product }) => product.version.text,
  version_comment: ({ product }) => product.comment,
  server_uuid: ({ uuid }) => uuid,
  server_uid: ({ uuid }) => uuid,
  hostname: ({ hostname }) => hostname,
  port: ({ address }) => address.port,
  report_host: ({ reportHost }) => reportHost,
  report_port: ({ address }) => address.port,
  log_bin: ({ binlog }) => (binlog === null ? 'OFF' : 'ON'),
  log_bin_basename: ({ binlog }) => (binlog === null ? null : `/var/lib/mysql/${binlog.base}`),
  gtid_executed: ({ gtid }) => (gtid.kind === 'mysql' ? gtid.executed.toServerText() : null),
  gtid_purged: ({ gtid }) => (gtid.kind === 'mysql' ? gtid.purged.toServerText() : null),
  gtid_owned: ({ gtid }) => (gtid.kind === 'mysql' ? gtid.owned.toServerText() : null),
  gtid_binlog_pos: (server) => binlogPosition(server).toText(),
  gtid_slave_pos: ({ gtid }) => (gtid.kind === 'mariadb' ? gtid.slavePosition.toText() : null),
  gtid_current_pos: (server) => currentPosition(server).toText(),
  gtid_binlog_state: ({ gtid }) => (gtid.kind === 'mariadb' ? gtid.binlogState.toText() : null),
};

export function binlogPosition({ gtid }: Server): MariadbGtidPosition {
  return gtid.kind === 'mariadb' ? gtid.binlogState.position() : MariadbGtidPosition.empty();
}

/** What was applied, and what was written here since. Source: MariaDB documentation, "gtid_current_pos". */
export function currentPosition(server: Server): MariadbGtidPosition {
  const { gtid } = server;
  if (gtid.kind !== 'mariadb') return MariadbGtidPosition.empty();
  const serverId = Number(setting(server, 'server_id'));
  const own = gtid.binlogState.domains().flatMap((domain) => {
    const latest = gtid.binlogState.latest(domain);
    return latest?.server === serverId ? [latest] : [];
  });
  return gtid.slavePosition.union(MariadbGtidPosition.latestOf(own));
}
