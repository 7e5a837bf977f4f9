/** The privilege behind each refusal of a MySQL server from 8.4 on. Source: spec/dialects §11. */
import type { Step } from '@topiary/domain';
import { quoteAccount } from '../../sql/quote.ts';
import type { ProbeRole } from '../dialect.ts';

const PRIVILEGE_OF_ROLE = {
  liveness: 'USAGE ON *.*',
  settings: 'USAGE ON *.*',
  status: 'USAGE ON *.*',
  'replica-status': 'REPLICATION CLIENT ON *.*',
  'binlog-position': 'REPLICATION CLIENT ON *.*',
  'connected-replicas': 'REPLICATION SLAVE ON *.*',
  'dump-threads': 'PROCESS ON *.*',
  'channel-settings': 'SELECT ON performance_schema.replication_connection_configuration',
  'group-members': 'SELECT ON performance_schema.replication_group_members',
} satisfies Record<ProbeRole, string>;

const PRIVILEGE_OF_STEP = {
  'stop-replication': 'REPLICATION_SLAVE_ADMIN ON *.*',
  'point-replica-at': 'REPLICATION_SLAVE_ADMIN ON *.*',
  'start-replication': 'REPLICATION_SLAVE_ADMIN ON *.*',
  'wait-for-position': 'USAGE ON *.*',
} satisfies Record<Step['kind'], string>;

export function grantForRole(role: ProbeRole, account: string): string {
  return `GRANT ${PRIVILEGE_OF_ROLE[role]} TO ${quoteAccount(account)}`;
}

export function grantForStep(step: Step, account: string): string {
  return `GRANT ${PRIVILEGE_OF_STEP[step.kind]} TO ${quoteAccount(account)}`;
}
