/** The fleet behind sockets, made as much like the real servers as its specifications allow: same ports, ids and uuids. */
import { Fleet, type Account, type Grant, type ServerState, type Settings } from '@topiary/fleet';
import { createServers } from '@topiary/mysql';
import { APPLICATION_GRANTS, MODEST_GRANTS, topologyGrants, type SandboxServer } from '@topiary/sandbox';
import { startFakes, type Certificates, type Fakes } from '../../src/index.ts';
import { ANY, type Accounts } from './accounts.ts';
import { observed } from './observing.ts';
import type { RealWorld } from './real-world.ts';
import { LINKS, SERVER_NAMES, type AccountName, type Ground, type ServerName } from './sequence.ts';
import { Sessions } from './sessions.ts';
import type { World } from './world.ts';

/** Where the fakes listen, on the ports of the real servers; those listen on 127.0.0.1 alone. */
export const FLEET_HOST = '127.40.0.1';

type InstanceId = ServerState['id'];

export async function fleetWorld(real: RealWorld, ground: Ground, certificates: Certificates): Promise<World> {
  const fleet = new Fleet({ startMs: Date.now() });
  const ids = new Map<ServerName, InstanceId>();
  for (const name of SERVER_NAMES) ids.set(name, await addServer(fleet, real, name));
  const fakes = await startFakes({ fleet, certificates });
  const world = new FleetWorld({ fleet, fakes, ids, real });
  for (const link of LINKS) await wire(world, real, link, ground);
  return world;
}

/** Settings in which the sandbox's servers differ from defaults, read from the server itself. */
const SETTINGS = [
  'gtid_mode',
  'enforce_gtid_consistency',
  'gtid_strict_mode',
  'gtid_domain_id',
  'log_bin',
  'log_slave_updates',
  'slave_net_timeout',
  'binlog_format',
  'binlog_row_image',
  'sync_binlog',
  'relay_log_recovery',
  'max_connections',
  'max_binlog_size',
  'have_ssl',
  'replica_parallel_workers',
  'slave_parallel_threads',
  'slave_parallel_mode',
  'log_bin_basename',
  'innodb_flush_log_at_trx_commit',
  'binlog_expire_logs_seconds',
] as const;

async function addServer(fleet: Fleet, real: RealWorld, name: ServerName): Promise<InstanceId> {
  const server = real.tree.server(name);
  const rows = await server.query('SHOW GLOBAL VARIABLES');
  const variables = new Map(rows.map((row) => [String(row['Variable_name']), String(row['Value'])]));
  const variable = (wanted: string): string => variables.get(wanted) ?? '';
  const isMariadb = server.family === 'mariadb';
  const settings: Record<string, string> = {};
  for (const each of SETTINGS) if (variables.has(each)) settings[each] = variable(each);
  settings['read_only'] = name === 'm' ? 'OFF' : 'ON';
  if (!isMariadb) settings['super_read_only'] = settings['read_only'];
  return fleet.add({
    address: { host: FLEET_HOST, port: server.port },
    version: variable('version'),
    comment: variable('version_comment'),
    serverId: Number(variable('server_id')),
    uuid: variable(isMariadb ? 'server_uid' : 'server_uuid'),
    hostname: variable('hostname'),
    reportHost: FLEET_HOST,
    settings: settings satisfies Settings,
    plugins: isMariadb ? [] : ['rpl_semi_sync_source', 'rpl_semi_sync_replica'],
    accounts: accountsOf(server, real.accounts, real.tree.credentials.replication),
  });
}

function accountsOf(server: SandboxServer, accounts: Accounts, replication: Accounts['admin']): readonly Account[] {
  const plugin = server.family === 'mariadb' ? 'mysql_native_password' : 'caching_sha2_password';
  const account = (who: Accounts['admin'], grants: readonly Grant[]): Account => ({
    ...who,
    host: ANY,
    plugin,
    grants,
  });
  return [
    account(accounts.admin, [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }]),
    account(accounts.topology, topologyGrants(server)),
    account(accounts.writer, APPLICATION_GRANTS),
    account(accounts.modest, MODEST_GRANTS),
    account(accounts.bare, []),
    account(replication, [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }]),
  ];
}

/** In the sandbox's own words, as the real tree was wired. */
async function wire(
  world: FleetWorld,
  { tree }: RealWorld,
  { replica, source }: (typeof LINKS)[number],
  { mode }: Ground,
): Promise<void> {
  const { sql } = tree.server(replica);
  const point = sql.pointAt({
    ...world.address(source),
    ...tree.credentials.replication,
    channel: '',
    delaySeconds: 0,
    position: mode === 'gtid' ? null : await endOfLog(world, source, sql.binlogStatus),
  });
  for (const statement of [point, sql.startReplica('')]) {
    const answer = await world.send(replica, 'admin', statement);
    if (answer.some(({ kind }) => kind !== 'ok'))
      throw new Error(`the fleet refused ${statement}: ${JSON.stringify(answer)}`);
  }
}

async function endOfLog(world: World, server: ServerName, status: string): Promise<{ file: string; position: number }> {
  const [answer] = await world.send(server, 'admin', status);
  const [row] = answer?.kind === 'rows' ? answer.rows : [];
  return { file: String(row?.[0]), position: Number(row?.[1]) };
}

interface Parts {
  readonly fleet: Fleet;
  readonly fakes: Fakes;
  readonly ids: ReadonlyMap<ServerName, InstanceId>;
  readonly real: RealWorld;
}

class FleetWorld implements World {
  readonly name = 'fleet';
  readonly #parts: Parts;
  readonly #sessions: Sessions;
  readonly #servers: ReturnType<typeof createServers>;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { accounts } = parts.real;
    this.#sessions = new Sessions((server, account) => ({ ...this.address(server), ...accounts[account] }));
    this.#servers = createServers({
      credentials: () => accounts.topology,
      tls: { mode: 'disabled' },
      monotonicMs: () => performance.now(),
    });
  }

  send(server: ServerName, account: AccountName, text: string): ReturnType<World['send']> {
    return this.#sessions.send(server, account, text);
  }

  observe(server: ServerName): ReturnType<World['observe']> {
    return observed(this.#servers, this.address(server));
  }

  rows(server: ServerName): Promise<readonly string[] | null> {
    return Promise.resolve(this.#parts.fleet.rowsOf(this.#idOf(server)));
  }

  async restart(server: ServerName): Promise<void> {
    await this.#act(() => this.#parts.fleet.crash(this.#idOf(server), { losesUnsynced: false }));
    await this.#act(() => this.#parts.fleet.restart(this.#idOf(server)));
  }

  freeze(server: ServerName): Promise<void> {
    return this.#act(() => this.#parts.fleet.freeze(this.#idOf(server)));
  }

  thaw(server: ServerName): Promise<void> {
    return this.#act(() => this.#parts.fleet.thaw(this.#idOf(server)));
  }

  address(server: ServerName): { readonly host: string; readonly port: number } {
    return { host: FLEET_HOST, port: this.#parts.real.address(server).port };
  }

  async close(): Promise<void> {
    this.#sessions.close();
    await this.#servers.close();
    await this.#parts.fakes.close();
  }

  #act(act: () => void): Promise<void> {
    const { fakes } = this.#parts;
    fakes.sync();
    act();
    fakes.sync();
    return fakes.settled();
  }

  #idOf(server: ServerName): InstanceId {
    const id = this.#parts.ids.get(server);
    if (id === undefined) throw new Error(`the fleet has no server ${server}`);
    return id;
  }
}
