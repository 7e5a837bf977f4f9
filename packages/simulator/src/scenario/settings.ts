/** A server's configuration file and plugins. */
import type { Prng } from '../chance/prng.ts';
import type { PlannedServer } from './scenario.ts';
import type { SemiSync, Tree } from './servers.ts';
import type { TopServer } from './tops.ts';

type Role = Pick<TopServer, 'group' | 'writable' | 'writes'> & { readonly serverId: number };
type Configured = Pick<PlannedServer, 'settings' | 'plugins'>;

export function settingsOf(prng: Prng, tree: Tree, role: Role): Configured {
  const isMysql = tree.family === 'mysql';
  const common = {
    read_only: role.writable ? 'OFF' : 'ON',
    // What a machine that dies takes with it.
    sync_binlog: prng.chance(0.35) ? 0 : 1,
    relay_log_recovery: flag(prng.chance(0.5)),
    log_bin: 'ON',
  };
  const logsUpdates = role.group !== null || prng.chance(0.9) ? 'ON' : 'OFF';
  const netTimeoutSeconds = prng.integer(4, 20);
  const semiSync = semiSyncOf(prng, tree, role);
  const own = isMysql
    ? {
        gtid_mode: 'ON',
        enforce_gtid_consistency: 'ON',
        log_replica_updates: logsUpdates,
        replica_net_timeout: netTimeoutSeconds,
        ...(role.group === null ? {} : groupSettings(prng, role.group)),
      }
    : {
        gtid_strict_mode: 'ON',
        log_slave_updates: logsUpdates,
        slave_net_timeout: netTimeoutSeconds,
        // Whoever is written to has a domain of its own, as several masters need it.
        gtid_domain_id: role.writable ? role.serverId : 0,
      };
  return {
    settings: { ...common, ...own, ...semiSync.settings },
    plugins: [...semiSync.plugins, ...(role.group === null ? [] : ['group_replication'])],
  };
}

/** Expulsion takes 5 s longer than this. */
function groupSettings(prng: Prng, name: string): PlannedServer['settings'] {
  return {
    group_replication_group_name: name,
    group_replication_member_expel_timeout: prng.pick([0, 0, 5]) ?? 0,
  };
}

function semiSyncOf(prng: Prng, { family, semiSync }: Tree, { writes, group }: Role): Configured {
  if (semiSync === null || group !== null) return { settings: {}, plugins: [] };
  const sides = { source: writes || prng.chance(0.3), replica: prng.chance(semiSync.share) };
  return family === 'mysql' ? mysqlSemiSync(semiSync, sides) : mariadbSemiSync(semiSync, sides);
}

interface Sides {
  readonly source: boolean;
  readonly replica: boolean;
}

function mysqlSemiSync({ timeoutMs, waitsForReplicas, waitsAlone }: SemiSync, { source, replica }: Sides): Configured {
  return {
    settings: {
      rpl_semi_sync_source_enabled: flag(source),
      rpl_semi_sync_source_timeout: timeoutMs,
      rpl_semi_sync_source_wait_for_replica_count: waitsForReplicas,
      rpl_semi_sync_source_wait_no_replica: flag(waitsAlone),
      rpl_semi_sync_replica_enabled: flag(replica),
    },
    plugins: ['rpl_semi_sync_source', 'rpl_semi_sync_replica'],
  };
}

/** Both sides are built in, and one replica is enough. */
function mariadbSemiSync({ timeoutMs, waitsAlone }: SemiSync, { source, replica }: Sides): Configured {
  return {
    settings: {
      rpl_semi_sync_master_enabled: flag(source),
      rpl_semi_sync_master_timeout: timeoutMs,
      rpl_semi_sync_master_wait_no_slave: flag(waitsAlone),
      rpl_semi_sync_slave_enabled: flag(replica),
    },
    plugins: [],
  };
}

const flag = (value: boolean): string => (value ? 'ON' : 'OFF');
