/** What differs between the generations of MariaDB: privileges only, since the old words go on working in all of them. */
import type { Privileges } from '../grants.ts';

export interface MariadbWords {
  /** Family and first version. */
  readonly name: string;
  readonly privileges: Privileges;
}

export interface MariadbPrivilegeNames {
  readonly replicaStatus: string;
  readonly binlogPosition: string;
  readonly connectedReplicas: string;
  /** To start, stop and change replication. */
  readonly admin: string;
  /** To set `read_only`. */
  readonly readOnly: string;
  /** Whether SUPER still includes what was split off it. */
  readonly superIncludesAll: boolean;
}

export function mariadbPrivileges(names: MariadbPrivilegeNames): Privileges {
  const everywhere = (privilege: string): string => `${privilege} ON *.*`;
  return {
    endsPrivileged: null,
    control: [names.admin, ...(names.superIncludesAll ? ['SUPER'] : [])],
    writes: [names.readOnly, ...(names.superIncludesAll ? ['SUPER'] : [])],
    roles: {
      liveness: everywhere('USAGE'),
      settings: everywhere('USAGE'),
      status: everywhere('USAGE'),
      'replica-status': everywhere(names.replicaStatus),
      'binlog-position': everywhere(names.binlogPosition),
      'connected-replicas': everywhere(names.connectedReplicas),
      'dump-threads': everywhere('PROCESS'),
      // Not asked here: the replica status has the settings, and there are no groups and no NDB.
      'channel-settings': everywhere(names.replicaStatus),
      'group-members': everywhere('USAGE'),
      'ndb-sql-nodes': everywhere('USAGE'),
    },
    steps: {
      'stop-replication': everywhere(names.admin),
      'point-replica-at': everywhere(names.admin),
      'start-replication': everywhere(names.admin),
      'wait-for-position': everywhere('USAGE'),
      'stop-at-coordinates': everywhere(`${names.admin}, ${names.replicaStatus}, ${names.binlogPosition}`),
      'apply-until': everywhere(names.admin),
      'set-writability': everywhere(names.readOnly),
      'flush-binary-logs': everywhere('RELOAD'),
      'set-variables': everywhere('SUPER'),
      'switch-events': everywhere(names.superIncludesAll ? 'EVENT, SUPER' : 'EVENT, SET USER, BINLOG ADMIN'),
      'switch-threads': everywhere(names.admin),
      'drain-relay-log': everywhere(names.admin),
      'set-delay': everywhere(names.admin),
      'reset-replication': everywhere(names.admin),
      'wait-for-source-position': everywhere('USAGE'),
      'find-failing-transaction': everywhere('USAGE'),
      'skip-transaction': everywhere('SUPER'),
      'rename-source': everywhere(names.admin),
      'change-credentials': everywhere(names.admin),
      'change-tls': everywhere(names.admin),
      'set-up-replication': everywhere(names.admin),
      'leave-source': everywhere(names.admin),
      'read-log-position': everywhere(names.binlogPosition),
      'purge-binary-logs': everywhere(names.superIncludesAll ? 'SUPER' : 'BINLOG ADMIN'),
      'reset-binary-logs': everywhere('RELOAD'),
      'kill-process': everywhere(names.admin === 'SUPER' ? 'SUPER' : 'CONNECTION ADMIN'),
      'set-semi-sync': everywhere(names.superIncludesAll ? 'SUPER' : 'REPLICATION MASTER ADMIN'),
      'set-positioning': everywhere(names.admin),
      // No plan has these here.
      'check-clone': everywhere('USAGE'),
      'clone-data': everywhere('USAGE'),
      'set-offline-mode': everywhere('USAGE'),
      'set-gtid-mode': everywhere('USAGE'),
      'set-gtid-consistency': everywhere('USAGE'),
      'wait-for-transactions': everywhere('USAGE'),
      'wait-for-log-position': everywhere('USAGE'),
      'set-gtid-purged': everywhere('USAGE'),
      'inject-empty-transactions': everywhere('USAGE'),
    },
  };
}
