/** The privilege behind each refusal of a MariaDB server from 10.11 on. Source: spec/dialects §11. */
import type { Step } from '@topiary/domain';
import { quoteAccount } from '../../sql/quote.ts';
import type { ProbeRole } from '../dialect.ts';

const PRIVILEGE_OF_ROLE = {
  liveness: 'USAGE',
  settings: 'USAGE',
  status: 'USAGE',
  'replica-status': 'SLAVE MONITOR',
  'binlog-position': 'BINLOG MONITOR',
  'connected-replicas': 'REPLICATION MASTER ADMIN',
  'dump-threads': 'PROCESS',
  // Not asked here: the replica status has the settings, and there are no groups.
  'channel-settings': 'SLAVE MONITOR',
  'group-members': 'USAGE',
} satisfies Record<ProbeRole, string>;

const PRIVILEGE_OF_STEP = {
  'stop-replication': 'REPLICATION SLAVE ADMIN',
  'point-replica-at': 'REPLICATION SLAVE ADMIN',
  'start-replication': 'REPLICATION SLAVE ADMIN',
  'wait-for-position': 'USAGE',
} satisfies Record<Step['kind'], string>;

export function grantForRole(role: ProbeRole, account: string): string {
  return `GRANT ${PRIVILEGE_OF_ROLE[role]} ON *.* TO ${quoteAccount(account)}`;
}

export function grantForStep(step: Step, account: string): string {
  return `GRANT ${PRIVILEGE_OF_STEP[step.kind]} ON *.* TO ${quoteAccount(account)}`;
}
