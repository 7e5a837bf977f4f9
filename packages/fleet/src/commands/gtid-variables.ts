/** GTID history written by hand. Source: spec/dialects §6. */
import { atLeast, formatMariadbGtid, MariadbBinlogState, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { MariadbGtid } from '@topiary/domain';
import { failed, OK, okWithNotes } from '../model/outcome.ts';
import type { Failed, Note, Outcome } from '../model/outcome.ts';
import type { MutableSession, Server } from '../model/server.ts';
import { countersFrom, countUpTo } from '../model/sequence-counters.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import { resetLogsFirst } from '../words/statements.ts';
import type { CommandContext } from './context.ts';
import { parseMysqlGtid } from './own-gtid.ts';
import { someApplierRuns, stopSlaveFirst } from './running.ts';

/** `+set` adds; a plain set must hold what is purged, and from 8.0 on may replace it. Nothing in it may be executed here. */
export function setGtidPurged(server: Server, session: MutableSession, text: string): Outcome {
  const history = server.gtid;
  if (history.kind !== 'mysql') return failed(1193, "Unknown system variable 'gtid_purged'");
  if (session.transaction !== null) return notInTransaction('@@GLOBAL.GTID_PURGED');
  const isAddition = text.trim().startsWith('+');
  const parsed = MysqlGtidSet.parse(isAddition ? text.trim().slice(1) : text);
  if (!parsed.ok) return failed(1231, `Variable 'gtid_purged' can't be set to the value of '${text}'`);
  if (!atLeast(server.product.version, 8) && !history.executed.isEmpty())
    return failed(1840, '@@GLOBAL.GTID_PURGED can only be set when @@GLOBAL.GTID_EXECUTED is empty.');
  const added = isAddition ? parsed.set : parsed.set.subtract(history.purged);
  if (!isAddition && !parsed.set.contains(history.purged))
    return failed(3546, '@@GLOBAL.GTID_PURGED cannot be changed: the new value must be a superset of the old value');
  if (!added.intersection(history.executed).isEmpty())
    return failed(
      3546,
      '@@GLOBAL.GTID_PURGED cannot be changed: the added gtid set must not overlap with @@GLOBAL.GTID_EXECUTED',
    );
  history.purged = history.purged.union(added);
  history.executed = history.executed.union(added);
  return OK;
}

/** Which transactions a session may not ask for. */
export function gtidNextProblem({ server, session }: CommandContext, text: string): Failed | null {
  const wanted = text.trim().toUpperCase();
  if (session.transaction !== null) return notInTransaction('@@SESSION.GTID_NEXT');
  const mode = String(setting(server, 'gtid_mode'));
  if (wanted === 'AUTOMATIC' || wanted.startsWith('AUTOMATIC:')) return null;
  if (wanted === 'ANONYMOUS')
    return mode === 'ON'
      ? failed(1782, '@@SESSION.GTID_NEXT cannot be set to ANONYMOUS when @@GLOBAL.GTID_MODE = ON.')
      : null;
  if (parseMysqlGtid(text) === null) return failed(1774, `Malformed GTID specification '${text}'.`);
  return mode === 'OFF'
    ? failed(1781, '@@SESSION.GTID_NEXT cannot be set to UUID:NUMBER when @@GLOBAL.GTID_MODE = OFF.')
    : null;
}

export function notInTransaction(variable: string): Failed {
  return failed(1766, `The system variable ${variable} cannot be set when there is an ongoing transaction.`);
}

export function setSlavePosition(server: Server, text: string): Outcome {
  if (server.gtid.kind !== 'mariadb') return failed(1193, "Unknown system variable 'gtid_slave_pos'");
  if (someApplierRuns(server)) return stopSlaveFirst(server);
  const parsed = MariadbGtidPosition.parse(text);
  if (!parsed.ok) return failed(1941, 'Could not parse GTID list');
  const notes = conflictsWithLog(server, parsed.position);
  const [first] = notes;
  if (first !== undefined && isOn(server, 'gtid_strict_mode')) return failed(first.number, first.text);
  server.gtid.slavePosition = parsed.position;
  for (const gtid of parsed.position.gtids()) countUpTo(server.gtid.counters, gtid);
  return okWithNotes(notes);
}

/** What a server wrote last itself ought not to come after its new position: said once of each kind. [M10] */
function conflictsWithLog(server: Server, position: MariadbGtidPosition): readonly Note[] {
  const history = server.gtid;
  if (history.kind !== 'mariadb') return [];
  const notes = new Map<number, Note>();
  for (const own of history.binlogState.position().gtids()) {
    const wanted = position.at(own.domain);
    if (own.server !== numberSetting(server, 'server_id') || (wanted !== null && wanted.sequence >= own.sequence))
      continue;
    const note = wanted === null ? missingDomain(own) : conflict(wanted, own);
    if (!notes.has(note.number)) notes.set(note.number, note);
  }
  return [...notes.values()];
}

function missingDomain(own: MariadbGtid): Note {
  const text = `Specified value for @@gtid_slave_pos contains no value for replication domain ${own.domain}. This conflicts with the binary log which contains GTID ${formatMariadbGtid(own)}. If MASTER_GTID_POS=CURRENT_POS is used, the binlog position will override the new value of @@gtid_slave_pos`;
  return { number: 1948, text };
}

function conflict(wanted: MariadbGtid, own: MariadbGtid): Note {
  const text = `Specified GTID ${formatMariadbGtid(wanted)} conflicts with the binary log which contains a more recent GTID ${formatMariadbGtid(own)}. If MASTER_GTID_POS=CURRENT_POS is used, the binlog position will override the new value of @@gtid_slave_pos`;
  return { number: 1947, text };
}

export function setBinlogState(server: Server, text: string): Outcome {
  if (server.gtid.kind !== 'mariadb') return failed(1193, "Unknown system variable 'gtid_binlog_state'");
  if (!server.gtid.binlogState.isEmpty()) return resetLogsFirst();
  const parsed = MariadbBinlogState.parse(text);
  if (!parsed.ok) return failed(1941, 'Could not parse GTID list');
  server.gtid.binlogState = parsed.state;
  server.gtid.counters = countersFrom(parsed.state, MariadbGtidPosition.empty());
  return OK;
}
