/** The privileges behind refusals that are the same in every generation of MySQL. Source: spec/dialects §11. */
import type { Privileges } from '../grants.ts';

const ROLES: Privileges['roles'] = {
  liveness: 'USAGE ON *.*',
  settings: 'USAGE ON *.*',
  status: 'USAGE ON *.*',
  'replica-status': 'REPLICATION CLIENT ON *.*',
  'binlog-position': 'REPLICATION CLIENT ON *.*',
  'connected-replicas': 'REPLICATION SLAVE ON *.*',
  'dump-threads': 'PROCESS ON *.*',
  'channel-settings': 'SELECT ON performance_schema.replication_connection_configuration',
  'group-members': 'SELECT ON performance_schema.replication_group_members',
  'ndb-sql-nodes': 'SELECT ON ndbinfo.processes',
};

/** `admin` is the privilege to start, stop and change replication. */
export function mysqlPrivileges(admin: 'SUPER' | 'REPLICATION_SLAVE_ADMIN'): Privileges {
  const variables = admin === 'SUPER' ? 'SUPER' : 'SYSTEM_VARIABLES_ADMIN';
  return {
    control: ['SUPER', admin],
    writes: ['SUPER', variables],
    // Both refusals have the number 1095. Nobody sees from outside which accounts have it.
    endsPrivileged:
      admin === 'SUPER' ? null : { whoeverHas: ['CONNECTION_ADMIN', 'SUPER'], needs: 'SYSTEM_USER ON *.*' },
    roles: ROLES,
    steps: {
      'stop-replication': `${admin} ON *.*`,
      'point-replica-at': `${admin} ON *.*`,
      'start-replication': `${admin} ON *.*`,
      'wait-for-position': 'USAGE ON *.*',
      'stop-at-coordinates': `${admin}, REPLICATION CLIENT ON *.*`,
      'apply-until': `${admin} ON *.*`,
      'set-writability': `${variables} ON *.*`,
      'check-clone': 'USAGE ON *.*',
      'clone-data': `CLONE_ADMIN, ${variables} ON *.*`,
      'set-offline-mode': admin === 'SUPER' ? 'SUPER ON *.*' : `${variables}, CONNECTION_ADMIN ON *.*`,
      'flush-binary-logs': 'RELOAD ON *.*',
      'set-variables': `${variables} ON *.*`,
      'switch-events': `EVENT, ${admin === 'SUPER' ? 'SUPER' : 'SET_ANY_DEFINER, SYSTEM_VARIABLES_ADMIN'} ON *.*`,
      'switch-threads': `${admin} ON *.*`,
      'drain-relay-log': `${admin} ON *.*`,
      'set-delay': `${admin} ON *.*`,
      'reset-replication': `${admin} ON *.*`,
      'wait-for-source-position': 'USAGE ON *.*',
      'find-failing-transaction': 'SELECT ON performance_schema.replication_applier_status_by_worker',
      'skip-transaction': admin === variables ? `${admin} ON *.*` : `${admin}, ${variables} ON *.*`,
      'rename-source': `${admin} ON *.*`,
      'change-credentials': `${admin} ON *.*`,
      'change-tls': `${admin} ON *.*`,
      'set-up-replication': `${admin} ON *.*`,
      'leave-source': `${admin} ON *.*`,
      'set-gtid-mode': `${variables} ON *.*`,
      'set-gtid-consistency': `${variables} ON *.*`,
      'wait-for-transactions': 'USAGE ON *.*',
      'read-log-position': 'REPLICATION CLIENT ON *.*',
      'wait-for-log-position': 'USAGE ON *.*',
      'purge-binary-logs': `${admin === 'SUPER' ? 'SUPER' : 'BINLOG_ADMIN'} ON *.*`,
      'reset-binary-logs': 'RELOAD ON *.*',
      'set-gtid-purged': `${variables} ON *.*`,
      'inject-empty-transactions': `${variables} ON *.*`,
      'kill-process': `${admin === 'SUPER' ? 'SUPER' : 'CONNECTION_ADMIN'} ON *.*`,
      'set-semi-sync': `${variables} ON *.*`,
      'set-positioning': `${admin} ON *.*`,
    },
  };
}
