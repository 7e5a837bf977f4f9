/** What a server turned out to have and to allow, read from the learning batch. */
import type { Answers, Learned, LearningRole } from '../dialect.ts';
import { productOf } from '../product.ts';
import { isYes, numberOf, textOf } from '../result-set.ts';
import { shownValues, textOrNull } from '../values.ts';

/** Set at start; they change with a restart only, which ends the connection and so is learned anew. */
export const staticVariables = [
  'server_uuid',
  'hostname',
  'port',
  'report_host',
  'report_port',
  'log_bin',
  'log_replica_updates',
] as const;

/** Those that do not exist (a plugin is not loaded) are left out of the probe. */
export const dynamicVariables = [
  'server_id',
  'read_only',
  'super_read_only',
  'offline_mode',
  'binlog_format',
  'binlog_row_image',
  'replica_net_timeout',
  'gtid_mode',
  'gtid_executed',
  'gtid_purged',
  'group_replication_group_name',
  'rpl_semi_sync_source_enabled',
  'rpl_semi_sync_source_timeout',
  'rpl_semi_sync_source_wait_for_replica_count',
  'rpl_semi_sync_replica_enabled',
  'rpl_semi_sync_master_enabled',
  'rpl_semi_sync_master_timeout',
  'rpl_semi_sync_master_wait_for_slave_count',
  'rpl_semi_sync_slave_enabled',
] as const;

export function learn(answers: Answers<LearningRole>): Learned {
  const [version, comment, account] = answers.get('product')?.rows[0] ?? [];
  const values = shownValues(answers.get('variables'));
  return {
    product: productOf(textOf(version), textOf(comment)),
    account: textOf(account),
    identity: {
      serverUuid: textOrNull(values.get('server_uuid')),
      serverUid: null,
      hostname: textOf(values.get('hostname')),
      port: numberOf(values.get('port')) ?? 0,
      reportHost: textOrNull(values.get('report_host')),
      reportPort: numberOf(values.get('report_port')) || null,
    },
    logBin: isYes(values.get('log_bin')),
    logReplicaUpdates: isYes(values.get('log_replica_updates')),
    variables: dynamicVariables.filter((name) => values.has(name)),
    seesAllProcesses: answers.has('processes'),
  };
}
