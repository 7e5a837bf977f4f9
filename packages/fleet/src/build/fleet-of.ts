/** Fleets from a written topology, for everything that needs a tree to begin with. */
import { assert, instanceIdOf, readTopologyText } from '@topiary/domain';
import type { Address, InstanceId, WrittenLink } from '@topiary/domain';
import { Fleet } from '../fleet.ts';
import type { Command } from '../commands/command.ts';
import { DEFAULT_PASSWORD } from '../model/server-spec.ts';
import type { ServerSpec, Settings } from '../model/server-spec.ts';
import type { FleetOptions } from '../model/world.ts';

export interface TreeOptions extends FleetOptions {
  readonly family?: 'mysql' | 'mariadb';
  /** As `@@version` prints it; the family's newest that this project runs against when not given. */
  readonly version?: string;
  /** False: anonymous transactions, and channels by file and position. */
  readonly gtid?: boolean;
  /** For every server. */
  readonly settings?: Settings;
  /** By the name in the text: what is special about one server. */
  readonly servers?: Readonly<Record<string, Partial<ServerSpec>>>;
  /** How long the fleet runs before it is handed over, so that replicas are connected. */
  readonly settleMs?: number;
}

const VERSIONS = { mysql: '9.7.4', mariadb: '11.8.9-MariaDB' } as const;
const SETTLE_MS = 100;

/** `fleetOf('m > a, b')`: a, b replicate from m and are read-only; server ids count from 1 in the order of the text. */
export function fleetOf(text: string, options: TreeOptions = {}): Fleet {
  const written = readTopologyText(text);
  const fleet = new Fleet(options);
  const replicas = new Set(written.links.map(({ replica }) => replica));
  written.servers.forEach((address, index) => {
    const id = instanceIdOf(address);
    fleet.add(specOf(address, { options, serverId: index + 1, isReplica: replicas.has(id) }));
  });
  for (const link of written.links) connect(fleet, link, options);
  fleet.advance(fleet.nowMs + (options.settleMs ?? SETTLE_MS));
  return fleet;
}

interface Place {
  readonly options: TreeOptions;
  readonly serverId: number;
  readonly isReplica: boolean;
}

function specOf(address: Address, { options, serverId, isReplica }: Place): ServerSpec {
  const family = options.family ?? 'mysql';
  const own = options.servers?.[address.host] ?? {};
  const version = own.version ?? options.version ?? VERSIONS[family];
  const isMariadb = /mariadb/i.test(version);
  const readOnly: Settings = isReplica ? { read_only: 'ON', ...(isMariadb ? {} : { super_read_only: 'ON' }) } : {};
  return {
    address,
    serverId,
    ...own,
    version,
    settings: {
      ...(isMariadb ? MARIADB_SETTINGS : mysqlSettings(options.gtid ?? true)),
      ...readOnly,
      ...options.settings,
      ...own.settings,
    },
  };
}

const MARIADB_SETTINGS: Settings = { log_bin: 'ON', log_slave_updates: 'ON', binlog_format: 'ROW', sync_binlog: 1 };

/** Names that every MySQL knows. */
function mysqlSettings(gtid: boolean): Settings {
  const mode: Settings = gtid ? { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } : {};
  return { log_bin: 'ON', log_slave_updates: 'ON', ...mode };
}

function connect(fleet: Fleet, { replica, source, channel }: WrittenLink, { gtid = true }: TreeOptions): void {
  const isMariadb = fleet.server(replica).product.flavor === 'mariadb';
  const byGtid = isMariadb ? 'slave-pos' : 'auto-position';
  run(fleet, replica, {
    kind: 'change-source',
    channel,
    changes: {
      host: source.host,
      port: source.port,
      user: 'repl',
      password: DEFAULT_PASSWORD,
      positioning: gtid ? byGtid : 'file',
      connectRetrySeconds: 1,
      tls: { enabled: false, verifyServerCert: false },
      ...(isMariadb ? {} : { retryCount: 86_400, getPublicKey: true }),
    },
  });
  run(fleet, replica, { kind: 'start-threads', channel, threads: { receiver: true, applier: true } });
}

function run(fleet: Fleet, id: InstanceId, command: Command): void {
  const session = fleet.openSession(id, { user: 'root' });
  assert(!('kind' in session), 'root may connect', session);
  fleet.perform(session, command, (outcome) => {
    assert(outcome.kind === 'ok', 'a new tree can be built', { command, outcome });
  });
  fleet.closeSession(session);
}
