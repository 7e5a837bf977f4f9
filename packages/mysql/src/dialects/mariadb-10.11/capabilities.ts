/** What a server turned out to have and to allow, read from the learning batch. */
import type { Answers, Learned, LearningRole } from '../dialect.ts';
import { productOf } from '../product.ts';
import { isYes, numberOf, textOf } from '../result-set.ts';
import { shownValues, textOrNull } from '../values.ts';

/** Set at start; they change with a restart only, which ends the connection and so is learned anew. */
export const staticVariables = [
  'server_uid',
  'hostname',
  'port',
  'report_host',
  'report_port',
  'log_bin',
  'log_slave_updates',
] as const;

/** Semi-sync is built in, so its variables are always there; a fork or an embedded build may lack others. */
export const dynamicVariables = [
  'server_id',
  'read_only',
  'binlog_format',
  'binlog_row_image',
  'slave_net_timeout',
  'gtid_strict_mode',
  'gtid_domain_id',
  'gtid_binlog_pos',
  'gtid_slave_pos',
  'gtid_current_pos',
  'gtid_binlog_state',
  'rpl_semi_sync_master_enabled',
  'rpl_semi_sync_master_timeout',
  'rpl_semi_sync_slave_enabled',
] as const;

export function learn(answers: Answers<LearningRole>): Learned {
  const [version, comment, account] = answers.get('product')?.rows[0] ?? [];
  const values = shownValues(answers.get('variables'));
  return {
    product: productOf(textOf(version), textOf(comment)),
    account: textOf(account),
    identity: {
      serverUuid: null,
      serverUid: textOrNull(values.get('server_uid')),
      hostname: textOf(values.get('hostname')),
      port: numberOf(values.get('port')) ?? 0,
      reportHost: textOrNull(values.get('report_host')),
      reportPort: numberOf(values.get('report_port')) || null,
    },
    logBin: isYes(values.get('log_bin')),
    logReplicaUpdates: isYes(values.get('log_slave_updates')),
    variables: dynamicVariables.filter((name) => values.has(name)),
    seesAllProcesses: answers.has('processes'),
  };
}
