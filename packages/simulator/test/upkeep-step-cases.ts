/** Steps on logs, GTIDs and semi-sync, as they may be planned for a server of a random scenario. */
import { formatCoordinates, UPKEEP_STEP_KINDS } from '@topiary/domain';
import type { ReplicationChannel, StepBase, StepKind, ThreadStates, UpkeepStep } from '@topiary/domain';
import type { PlannedServer } from '../src/scenario/scenario.ts';
import { isMariadb } from '../src/world/build-fleet.ts';

/** Of nobody who takes part. */
const STRANGER = '00000000-0000-0000-0000-0000000000ff:1-3';

/** The number of a connection that is there to be ended. */
export const CLIENT = 7;

export interface UpkeepCase {
  readonly server: PlannedServer;
  readonly base: StepBase;
  readonly channel: ReplicationChannel;
  readonly before: ThreadStates;
}

export function isUpkeepKind(kind: StepKind): kind is UpkeepStep['kind'] {
  return UPKEEP_STEP_KINDS.some((each) => each === kind);
}

export function upkeepStepOn(kind: UpkeepStep['kind'], { server, base, channel, before }: UpkeepCase): UpkeepStep {
  const mariadb = isMariadb(server);
  switch (kind) {
    case 'purge-binary-logs':
      return { ...base, kind, to: 'binlog.000001', first: 'binlog.000001', files: 0, bytes: 0 };
    case 'reset-binary-logs':
      return { ...base, kind, executed: { kind: 'known', position: mariadb ? '' : STRANGER }, without: '' };
    case 'set-gtid-purged':
      return mariadb ? withoutSets(base) : { ...base, kind, to: STRANGER, adds: STRANGER };
    case 'inject-empty-transactions':
      return mariadb || waitsForOthers(server) ? withoutSets(base) : { ...base, kind, gtids: STRANGER, count: 3 };
    case 'set-gtid-mode':
      return mariadb ? withoutSets(base) : { ...base, kind, to: 'ON_PERMISSIVE', was: 'ON' };
    case 'set-gtid-consistency':
      return mariadb ? withoutSets(base) : { ...base, kind, to: 'ON' };
    case 'wait-for-transactions':
      return mariadb ? withoutSets(base) : { ...base, kind, which: 'anonymous' };
    case 'read-log-position':
      return mariadb ? withoutSets(base) : { ...base, kind };
    case 'wait-for-log-position':
      return mariadb ? withoutSets(base) : waitFor(base, channel);
    case 'kill-process':
      return {
        ...base,
        kind,
        process: CLIENT,
        what: 'connection',
        user: 'app',
        host: 'x:1',
        database: '',
        statement: '',
      };
    case 'set-semi-sync':
      return semiSyncStep(server, base);
    case 'set-positioning':
      return {
        ...base,
        kind,
        channel: channel.name,
        to: 'file',
        was: channel.positioning,
        before,
        heartbeatPeriodSeconds: channel.settings.heartbeatPeriodSeconds,
      };
  }
}

/** A commit there may wait for an acknowledgement that nobody sends, or for its group. */
function waitsForOthers({ plugins }: PlannedServer): boolean {
  return plugins.includes('rpl_semi_sync_source') || plugins.includes('group_replication');
}

/** MariaDB has none of the steps on sets of transactions, so no plan has them there. */
function withoutSets(base: StepBase): UpkeepStep {
  return { ...base, kind: 'reset-binary-logs', executed: null, without: '' };
}

/** Where no plugin is loaded there is nothing to be switched. */
function semiSyncStep(server: PlannedServer, base: StepBase): UpkeepStep {
  const isLoaded = isMariadb(server) || server.plugins.includes('rpl_semi_sync_replica');
  if (!isLoaded) return { ...base, kind: 'reset-binary-logs', executed: null, without: '' };
  return { ...base, kind: 'set-semi-sync', side: 'replica', to: true, words: 'source-replica', channels: [] };
}

/** Where it stands already. */
function waitFor(base: StepBase, { name, executedPosition }: ReplicationChannel): UpkeepStep {
  const known = {
    kind: 'known',
    position: formatCoordinates(executedPosition ?? { file: 'binlog.000001', position: 4 }),
  } as const;
  return { ...base, kind: 'wait-for-log-position', channel: name, position: known };
}
