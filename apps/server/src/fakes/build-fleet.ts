/** From a plan to a fleet whose replicas replicate. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { assert, atLeast, detectProduct } from '@topiary/domain';
import type { InstanceId, Product } from '@topiary/domain';
import { Fleet } from '@topiary/fleet';
import type { Account, Command, Grant, ServerSpec } from '@topiary/fleet';
import { FLEET_AGE_MS, loggedTransactionsFor, MAX_ACKNOWLEDGED } from './limits.ts';
import type { PlannedCluster, PlannedLink, PlannedServer } from './plan/plan-fleet.ts';

type Settings = NonNullable<ServerSpec['settings']>;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface BuiltFleet {
  readonly fleet: Fleet;
  /** What Topiary logs in with. */
  readonly topology: Credentials;
  readonly clusters: readonly BuiltCluster[];
}

export interface BuiltCluster {
  readonly name: string;
  readonly servers: readonly BuiltServer[];
}

export interface BuiltServer {
  readonly id: InstanceId;
  readonly name: string;
  readonly takesWrites: boolean;
  readonly isBinlogServer: boolean;
}

export interface BuildOptions {
  readonly clusters: readonly PlannedCluster[];
  /** Of every server. */
  readonly port: number;
  readonly nowMs: number;
}

/** The account whose writes `read_only` stops. */
export const APPLICATION_USER = 'app';
const TOPOLOGY_USER = 'topiary';
const REPLICATION_USER = 'repl';
const PASSWORD_BYTES = 18;
const SETTLE_STEPS = 20;

export async function buildFleet({ clusters, port, nowMs }: BuildOptions): Promise<BuiltFleet> {
  const count = clusters.reduce((sum, { servers }) => sum + servers.length, 0);
  const fleet = new Fleet({
    startMs: nowMs - FLEET_AGE_MS,
    maxLoggedTransactions: loggedTransactionsFor(count),
    maxAcknowledged: MAX_ACKNOWLEDGED,
  });
  const secrets = { topology: newPassword(), replication: newPassword(), application: newPassword() };
  const built = clusters.map((cluster) => addCluster(fleet, cluster, { port, secrets }));
  for (let step = SETTLE_STEPS - 1; step >= 0; step -= 1) {
    fleet.advance(nowMs - (FLEET_AGE_MS * step) / SETTLE_STEPS);
    // Signals and messages are heard meanwhile.
    await nextTurn();
  }
  return { fleet, topology: { user: TOPOLOGY_USER, password: secrets.topology }, clusters: built };
}

interface Common {
  readonly port: number;
  readonly secrets: { readonly topology: string; readonly replication: string; readonly application: string };
}

function addCluster(fleet: Fleet, cluster: PlannedCluster, common: Common): BuiltCluster {
  const servers = cluster.servers.map((server) => ({
    id: fleet.add(specOf(cluster, server, common)),
    name: server.name,
    takesWrites: server.takesWrites,
    isBinlogServer: server.traits.isBinlogServer ?? false,
  }));
  const idAt = (place: number): InstanceId => {
    const server = servers[place];
    assert(server !== undefined, 'a link names servers of its cluster', { cluster: cluster.name, place });
    return server.id;
  };
  startGroup(
    fleet,
    cluster.servers.flatMap(({ inGroup }, place) => (inGroup ? [idAt(place)] : [])),
  );
  for (const link of cluster.links) {
    const server = cluster.servers[link.replica];
    assert(server !== undefined, 'a link names servers of its cluster', link);
    connect(fleet, { cluster, server, link, replica: idAt(link.replica), source: idAt(link.source), common });
  }
  return { name: cluster.name, servers };
}

function specOf(cluster: PlannedCluster, server: PlannedServer, { port, secrets }: Common): ServerSpec {
  const product = productOf(server);
  return {
    address: { host: server.host, port },
    hostname: server.name,
    ...server.product,
    serverId: server.serverId,
    accounts: accountsOf(product, secrets),
    plugins: pluginsOf(server, product),
    settings: { ...settingsOf(cluster, server, product), ...server.traits.settings },
  };
}

function productOf({ product }: PlannedServer): Product {
  const known = detectProduct(product.version, product.comment ?? '');
  assert(known !== null, 'a planned version begins with its numbers', product.version);
  return known;
}

function settingsOf(cluster: PlannedCluster, server: PlannedServer, product: Product): Settings {
  const isMariadb = product.flavor === 'mariadb';
  const gtid = cluster.positioning === 'gtid' ? { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } : {};
  const readOnly = isMariadb ? { read_only: 'ON' } : { read_only: 'ON', super_read_only: 'ON' };
  return {
    log_bin: 'ON',
    log_slave_updates: 'ON',
    slave_net_timeout: 10,
    binlog_format: 'ROW',
    ...(isMariadb ? { gtid_strict_mode: 'ON', gtid_domain_id: 0 } : gtid),
    ...(server.takesWrites || server.inGroup ? {} : readOnly),
    ...semiSyncSettings(server, product),
    ...(server.isSqlNode ? { ndb_connectstring: `${cluster.name}-ndb:1186` } : {}),
    ...(server.inGroup
      ? { group_replication_group_name: groupNameOf(server), group_replication_start_on_boot: 'ON' }
      : {}),
  };
}

/** From MySQL 8.0.26 on the plugins and their variables have new names. */
function hasNewNames({ flavor, version }: Product): boolean {
  return flavor !== 'mariadb' && atLeast(version, 8, 0, 26);
}

function semiSyncSettings({ semiSync }: PlannedServer, product: Product): Settings {
  if (semiSync === null) return {};
  const isNew = hasNewNames(product);
  if (semiSync === 'replica')
    return { [isNew ? 'rpl_semi_sync_replica_enabled' : 'rpl_semi_sync_slave_enabled']: 'ON' };
  const side = isNew ? 'rpl_semi_sync_source' : 'rpl_semi_sync_master';
  return { [`${side}_enabled`]: 'ON', [`${side}_timeout`]: 1_000 };
}

function pluginsOf({ semiSync, inGroup }: PlannedServer, product: Product): readonly string[] {
  if (inGroup) return ['group_replication'];
  if (semiSync === null || product.flavor === 'mariadb') return [];
  return hasNewNames(product)
    ? ['rpl_semi_sync_source', 'rpl_semi_sync_replica']
    : ['rpl_semi_sync_master', 'rpl_semi_sync_slave'];
}

/** One group per cluster, so its first server's block tells them apart. */
function groupNameOf({ host }: PlannedServer): string {
  const [, block = '', cluster = ''] = host.split('.');
  return `aaaaaaaa-0000-4000-8000-${(Number(block) * 1_000 + Number(cluster)).toString().padStart(12, '0')}`;
}

const GRANTS = {
  topology: [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }],
  replication: [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }],
  application: [{ privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], on: '*.*' }],
} satisfies Record<string, readonly Grant[]>;

function accountsOf({ flavor, version }: Product, secrets: Common['secrets']): readonly Account[] {
  const plugin =
    flavor !== 'mariadb' && flavor !== 'maxscale' && atLeast(version, 8)
      ? 'caching_sha2_password'
      : 'mysql_native_password';
  const common = { host: '%', plugin };
  return [
    { ...common, user: TOPOLOGY_USER, password: secrets.topology, grants: GRANTS.topology },
    { ...common, user: REPLICATION_USER, password: secrets.replication, grants: GRANTS.replication },
    { ...common, user: APPLICATION_USER, password: secrets.application, grants: GRANTS.application },
  ];
}

function startGroup(fleet: Fleet, members: readonly InstanceId[]): void {
  members.forEach((id, place) => run(fleet, id, [{ kind: 'group-start', bootstrap: place === 0 }]));
}

interface Connect {
  readonly cluster: PlannedCluster;
  readonly server: PlannedServer;
  readonly link: PlannedLink;
  readonly replica: InstanceId;
  readonly source: InstanceId;
  readonly common: Common;
}

function connect(fleet: Fleet, { cluster, server, link, replica, source, common }: Connect): void {
  const { flavor, version } = fleet.server(replica).product;
  const byGtid = flavor === 'mariadb' ? 'slave-pos' : 'auto-position';
  const { channel } = link;
  const { delaySeconds } = server.traits;
  run(fleet, replica, [
    {
      kind: 'change-source',
      channel,
      changes: {
        ...fleet.server(source).address,
        user: REPLICATION_USER,
        password: common.secrets.replication,
        positioning: cluster.positioning === 'gtid' ? byGtid : 'file',
        heartbeatPeriodSeconds: 5,
        connectRetrySeconds: 5,
        ...(delaySeconds !== undefined && { delaySeconds }),
        ...(flavor !== 'mariadb' && atLeast(version, 8) && { getPublicKey: true }),
      },
    },
    { kind: 'start-threads', channel, threads: { receiver: true, applier: true } },
  ]);
}

function run(fleet: Fleet, id: InstanceId, commands: readonly Command[]): void {
  const session = fleet.openSession(id, { user: TOPOLOGY_USER });
  assert(!('kind' in session), 'a new server lets its administrator in', session);
  for (const command of commands) {
    fleet.perform(session, command, (outcome) => {
      assert(outcome.kind === 'ok', 'a new server does as it is told', { id, command: command.kind, outcome });
    });
  }
  fleet.closeSession(session);
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}
