/**
 * The rules of a move that read GTIDs. Observations of two servers are never of one moment: a replica that was looked at
 * after its target may have what the target "lacks" only because time passed. So a replica that is merely ahead is not
 * refused here; on MariaDB the plan lets the target catch up, on MySQL auto-position does not care.
 */
import { wouldAccept } from '../replication/mariadb-connect.ts';
import { MariadbBinlogState } from '../replication/mariadb-binlog-state.ts';
import type { MariadbGtid } from '../replication/mariadb-gtid.ts';
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { errantAgainst, formatGtidDifference, isNoDifference, purgedOnTarget } from '../replication/gtid-facts.ts';
import { familyOf } from '../replication/product.ts';
import { ancestorsOf, edgesOf, membersOf } from '../topology/queries.ts';
import type { GtidState, Observation } from '../topology/observation.ts';
import { fail, pass, warn } from './checks.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

type MariadbState = Extract<GtidState, { kind: 'mariadb' }>;

export const GTID_RULES: readonly ((context: MoveContext) => Check | null)[] = [
  targetUsesGtid,
  nothingPurged,
  nothingErrant,
  positionsAgree,
];

export function targetUsesGtid({ replica, channel, target, targetObserved }: MoveContext): Check | null {
  if (channel.positioning === 'file') return null;
  const { gtid } = targetObserved;
  // ON_PERMISSIVE and OFF_PERMISSIVE may still log anonymous transactions, which auto-position cannot find; only OFF is certain to refuse.
  if (gtid.kind === 'none' || (gtid.kind === 'mysql' && gtid.mode === 'OFF')) {
    return fail(replica.id, message('target-gtid-off', { target: target.id, mode: 'OFF' }));
  }
  return pass(replica.id, message('gtid-both'));
}

export function nothingPurged(context: MoveContext): Check | null {
  const { replica, observed, channel, target, targetObserved } = context;
  if (channel.positioning === 'file') return null;
  const fact = purgedOnTarget({
    replica: observed,
    target: targetObserved,
    channel: channel.name,
    // With both threads stopped, a change of source deletes the relay logs.
    keepsRelayLog: familyOf(observed.product) === 'mysql' && channel.applier === 'running' && !context.switchesToGtid,
    targetPurgedState: mariadbState(targetObserved)?.purgedState ?? null,
  });
  if (fact.kind === 'nothing-purged')
    return pass(replica.id, message('nothing-missing', { replica: replica.id, target: target.id }));
  // Where the oldest log could not be read: a replica that reads finds out while it can be put back, one that stands when it
  // is started.
  if (fact.kind === 'not-known' && channel.receiver === 'stopped')
    return warn(replica.id, message('purged-not-known', { replica: replica.id, target: target.id }));
  if (fact.kind !== 'purged') return null;
  const params = { replica: replica.id, target: target.id, missing: formatGtidDifference(fact.missing) };
  return fail(replica.id, message('purged-on-target', params));
}

/** Only what no flow of data explains: samples are of different moments, and nobody is blamed for time passing. */
function nothingErrant({ snapshot, replica, observed, target, targetObserved }: MoveContext): Check | null {
  const above = [...ancestorsOf(snapshot, replica.id), ...ancestorsOf(snapshot, target.id)];
  const observations = above.map((id) => snapshot.instances.get(id)?.observation ?? null);
  const fact = errantAgainst({
    replica: observed,
    upstream: {
      servers: [targetObserved, ...observations.filter((observation) => observation !== null)],
      uuids: [],
      complete: observations.every((observation) => observation !== null),
    },
    sampled: 'upstream-first',
  });
  if (fact.kind !== 'compared') return null;
  if (isNoDifference(fact.errant)) return pass(replica.id, message('nothing-errant', { replica: replica.id }));
  const params = { replica: replica.id, target: target.id, errant: formatGtidDifference(fact.errant) };
  return warn(replica.id, message('errant-on-replica', params));
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
  const refusals = verdict.kind === 'refused' ? verdict.refusals : [];
  const isHopeless = refusals.some(
    ({ code, requested }) => code !== 'ahead-of-server' || (requested !== null && neverComes(context, requested)),
  );
  if (!isHopeless) return null;
  const params = {
    replica: replica.id,
    target: target.id,
    replicaPosition: positionText,
    targetPosition: theirs.binlogPosition,
  };
  return fail(replica.id, message('diverged-position', params));
}

/**
 * Whether what the target lacks is of a server that is not above it, and nobody who is has got it: then it never arrives, however
 * long it is waited for. What those above wrote themselves may only be newer than the look at them.
 */
function neverComes({ snapshot, replica, target }: MoveContext, gtid: MariadbGtid): boolean {
  const above = [target.id, ...ancestorsOf(snapshot, target.id)];
  const writer = membersOf(snapshot, replica.cluster).find(
    ({ observation }) => observation?.identity.serverId === gtid.server,
  );
  if (writer === undefined || above.includes(writer.id)) return false;
  return above.every((id) => {
    const observation = snapshot.instances.get(id)?.observation ?? null;
    return (
      observation !== null && edgesOf(snapshot, id).length === observation.channels.length && !has(observation, gtid)
    );
  });
}

/** Also where it has received it and not applied it yet. */
function has({ gtid: state, channels }: Observation, { domain, sequence }: MariadbGtid): boolean {
  if (state.kind !== 'mariadb') return true;
  const texts = [state.slavePosition, state.binlogPosition, ...channels.map(({ retrieved }) => retrieved)];
  return texts.some((text) => {
    const read = MariadbGtidPosition.parse(text);
    return !read.ok || (read.position.at(domain)?.sequence ?? 0n) >= sequence;
  });
}

function mariadbState({ gtid }: Observation): MariadbState | null {
  return gtid.kind === 'mariadb' ? gtid : null;
}
