/**
 * The rules of a move that read GTIDs. Observations of two servers are never of one moment: a replica that was looked at
 * after its target may have what the target "lacks" only because time passed. So a replica that is merely ahead is not
 * refused here; on MariaDB the plan lets the target catch up, on MySQL auto-position does not care.
 */
import { wouldAccept } from '../replication/mariadb-connect.ts';
import { MariadbBinlogState } from '../replication/mariadb-binlog-state.ts';
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import type { GtidState, Observation } from '../topology/observation.ts';
import { fail, pass, warn } from './checks.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

type MysqlState = Extract<GtidState, { kind: 'mysql' }>;
type MariadbState = Extract<GtidState, { kind: 'mariadb' }>;

export const GTID_RULES: readonly ((context: MoveContext) => Check | null)[] = [
  usesGtid,
  targetUsesGtid,
  nothingPurged,
  nothingErrant,
  positionsAgree,
];

function usesGtid({ replica, channel }: MoveContext): Check | null {
  return channel.positioning === 'file' ? fail(replica.id, message('needs-file-positions', { replica: replica.id })) : null;
}

function targetUsesGtid({ replica, channel, target, targetObserved }: MoveContext): Check | null {
  if (channel.positioning === 'file') return null;
  const { gtid } = targetObserved;
  // ON_PERMISSIVE and OFF_PERMISSIVE may still log anonymous transactions, which auto-position cannot find; only OFF is certain to refuse.
  if (gtid.kind === 'mysql' && gtid.mode === 'OFF') {
    return fail(replica.id, message('target-gtid-off', { target: target.id, mode: gtid.mode }));
  }
  return pass(replica.id, message('gtid-both'));
}

function nothingPurged(context: MoveContext): Check | null {
  const pair = mysqlPair(context);
  if (pair === null) return null;
  const { replica, channel, target } = context;
  const has = setOf(pair.replica.executed)?.union(setOf(channel.retrieved) ?? MysqlGtidSet.empty());
  const missing = setOf(pair.target.purged)?.subtract(has ?? MysqlGtidSet.empty());
  if (missing === undefined || missing.isEmpty()) return pass(replica.id, message('nothing-missing', { replica: replica.id, target: target.id }));
  return fail(replica.id, message('purged-on-target', { replica: replica.id, target: target.id, missing: missing.toText() }));
}

/** Only what the replica wrote itself is certain: transactions under its own uuid that the target never saw. */
function nothingErrant(context: MoveContext): Check | null {
  const pair = mysqlPair(context);
  if (pair === null) return null;
  const { replica, observed, target } = context;
  const uuid = observed.identity.serverUuid;
  if (uuid === null) return null;
  const own = setOf(pair.replica.executed)?.restrictTo([uuid]);
  const errant = own?.subtract(setOf(pair.target.executed) ?? MysqlGtidSet.empty());
  if (errant === undefined || errant.isEmpty()) return pass(replica.id, message('nothing-errant', { replica: replica.id }));
  return warn(replica.id, message('errant-on-replica', { replica: replica.id, target: target.id, errant: errant.toText() }));
}

function positionsAgree(context: MoveContext): Check | null {
  const { replica, observed, channel, target, targetObserved } = context;
  const mine = mariadbState(observed);
  const theirs = mariadbState(targetObserved);
  if (mine === null || theirs === null || channel.positioning === 'file') return null;
  const positionText = channel.positioning === 'current-pos' ? mine.currentPosition : mine.slavePosition;
  const position = MariadbGtidPosition.parse(positionText);
  const binlogState = MariadbBinlogState.parse(theirs.binlogState);
  const slavePosition = MariadbGtidPosition.parse(theirs.slavePosition);
  if (!position.ok || !binlogState.ok || !slavePosition.ok) return null;
  const verdict = wouldAccept(
    { position: position.position, strict: mine.strict, ignoresDuplicates: false, binlogState: null },
    {
      serverId: targetObserved.identity.serverId,
      binlogState: binlogState.state,
      slavePosition: slavePosition.position,
      purgedState: null,
    },
  );
  const hopeless = verdict.kind === 'refused' && verdict.refusals.some(({ code }) => code !== 'ahead-of-server');
  if (!hopeless) return pass(replica.id, message('nothing-missing', { replica: replica.id, target: target.id }));
  const params = { replica: replica.id, target: target.id, replicaPosition: positionText, targetPosition: theirs.binlogPosition };
  return fail(replica.id, message('diverged-position', params));
}

function mysqlPair({ observed, targetObserved }: MoveContext): { readonly replica: MysqlState; readonly target: MysqlState } | null {
  const { gtid: replica } = observed;
  const { gtid: target } = targetObserved;
  return replica.kind === 'mysql' && target.kind === 'mysql' ? { replica, target } : null;
}

function mariadbState({ gtid }: Observation): MariadbState | null {
  return gtid.kind === 'mariadb' ? gtid : null;
}

function setOf(text: string): MysqlGtidSet | null {
  const parsed = MysqlGtidSet.parse(text);
  return parsed.ok ? parsed.set : null;
}
