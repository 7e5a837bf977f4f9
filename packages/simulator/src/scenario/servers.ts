/** Which servers there are, and who replicates from whom: one or two trees, each of one family. */
import type { Prng } from '../chance/prng.ts';
import { STOPPED_THREADS } from './scenario.ts';
import type { PlannedServer } from './scenario.ts';

const MYSQL_VERSIONS = ['8.4.6', '9.7.1'] as const;
const MARIADB_VERSIONS = ['10.11.14-MariaDB-log', '11.8.3-MariaDB-log'] as const;
const FEWEST = 3;
const MOST = 8;

interface Tree {
  readonly family: 'mysql' | 'mariadb';
  readonly version: string;
  readonly writesEveryMs: number;
  readonly prefix: string;
}

export function generateServers(prng: Prng): readonly PlannedServer[] {
  const trees = prng.chance(0.2) ? 2 : 1;
  const servers: PlannedServer[] = [];
  for (const prefix of ['a', 'b'].slice(0, trees)) {
    const family = prng.chance(0.5) ? 'mysql' : 'mariadb';
    const tree: Tree = {
      family,
      version: prng.pick(family === 'mysql' ? MYSQL_VERSIONS : MARIADB_VERSIONS) ?? '',
      writesEveryMs: prng.chance(0.1) ? 0 : prng.between(40, 600),
      prefix,
    };
    const count = trees === 1 ? prng.integer(FEWEST, MOST) : prng.integer(FEWEST, MOST / 2);
    const members: PlannedServer[] = [];
    for (let number = 0; number < count; number += 1)
      members.push(serverOf(prng, { tree, members, serverId: servers.length + number + 1 }));
    servers.push(...members.map((member) => passingOn(member, members)));
  }
  return servers;
}

function serverOf(
  prng: Prng,
  {
    tree,
    members,
    serverId,
  }: { readonly tree: Tree; readonly members: readonly PlannedServer[]; readonly serverId: number },
): PlannedServer {
  // Half of them below the master: a tree that is neither a list nor a star.
  const source = members.length === 0 ? null : (prng.chance(0.5) ? members[0] : prng.pick(members))?.name;
  return {
    name: `${tree.prefix}${members.length + 1}`,
    version: tree.version,
    serverId,
    source: source ?? null,
    settings: settingsOf(prng, tree, source !== null),
    applyMs: prng.between(0.2, 4),
    writesEveryMs: source === null ? tree.writesEveryMs : 0,
    channel: {
      heartbeatSeconds: prng.integer(1, 10),
      connectRetrySeconds: prng.integer(1, 5),
      delaySeconds: prng.chance(0.1) ? prng.integer(1, 4) : 0,
      stopped: prng.chance(0.1) ? (prng.pick(STOPPED_THREADS) ?? 'none') : 'none',
    },
  };
}

function settingsOf(prng: Prng, { family }: Tree, isReplica: boolean): PlannedServer['settings'] {
  const common = {
    read_only: isReplica ? 'ON' : 'OFF',
    // What a machine that dies takes with it.
    sync_binlog: prng.chance(0.2) ? 0 : 1,
    log_bin: 'ON',
    ...(family === 'mysql' ? { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } : { gtid_strict_mode: 'ON' }),
  };
  const logsUpdates = prng.chance(0.9) ? 'ON' : 'OFF';
  return family === 'mysql'
    ? { ...common, log_replica_updates: logsUpdates, replica_net_timeout: prng.integer(4, 20) }
    : { ...common, log_slave_updates: logsUpdates, slave_net_timeout: prng.integer(4, 20) };
}

/** A server that does not log what it applies has nothing for replicas: such ones have none to begin with. */
function passingOn(member: PlannedServer, members: readonly PlannedServer[]): PlannedServer {
  if (!members.some(({ source }) => source === member.name)) return member;
  const name = 'log_slave_updates' in member.settings ? 'log_slave_updates' : 'log_replica_updates';
  return { ...member, settings: { ...member.settings, [name]: 'ON' } };
}
