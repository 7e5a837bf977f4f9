/** FLUSH, PURGE, RESET, KILL, INSTALL and UNINSTALL PLUGIN, SHUTDOWN. Source: spec/dialects §7. */
import type { Command } from '../../commands/command.ts';
import type { Generation } from '../generation.ts';
import type { Statement } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseForChannel } from './channel.ts';
import { isReplicaWord, parseResetReplica } from './replication.ts';

const commands = (...list: readonly Command[]): Statement => ({ kind: 'commands', commands: list });

/** FLUSH has been read. */
export function parseFlush(cursor: Cursor, { words, family }: Generation): Statement {
  const logged = cursor.acceptOneOf('NO_WRITE_TO_BINLOG', 'LOCAL') === null;
  if (cursor.acceptWords('BINARY', 'LOGS')) return commands({ kind: 'flush-logs', which: 'binary' });
  if (cursor.acceptWords('RELAY', 'LOGS')) {
    const channel = words.forChannel ? parseForChannel(cursor) : null;
    return commands({
      kind: 'flush-logs',
      which: 'relay',
      channel: channel ?? (family === 'mysql' ? null : ''),
      logged,
    });
  }
  if (cursor.acceptWords('LOGS'))
    return commands({ kind: 'flush-logs', which: 'binary' }, { kind: 'flush-logs', which: 'relay', channel: null });
  const privileges = cursor.isWords('PRIVILEGES') ? ['RELOAD', 'FLUSH_PRIVILEGES'] : ['RELOAD'];
  if (cursor.acceptOneOf(...FLUSHED) === null) cursor.fail();
  cursor.skipRest();
  return { kind: 'accepted', privileges };
}

const FLUSHED = ['PRIVILEGES', 'STATUS', 'TABLES', 'TABLE', 'HOSTS', 'ERROR', 'ENGINE', 'GENERAL', 'SLOW'] as const;

/** PURGE has been read. */
export function parsePurge(cursor: Cursor, { words }: Generation): Statement {
  if (!(words.purgeMasterLogs && cursor.acceptWords('MASTER'))) cursor.expectWords('BINARY');
  cursor.expectWords('LOGS');
  if (cursor.acceptWords('TO')) return commands({ kind: 'purge-logs', until: { toFile: cursor.expectString() } });
  cursor.expectWords('BEFORE');
  if (cursor.acceptWords('NOW')) return commands({ kind: 'purge-logs', until: { olderThanMs: parseAge(cursor) } });
  return commands({ kind: 'purge-logs', until: { beforeMs: parseMoment(cursor) } });
}

/** NOW has been read. */
function parseAge(cursor: Cursor): number {
  for (const symbol of ['(', ')', '-']) cursor.expectSymbol(symbol);
  cursor.expectWords('INTERVAL');
  const seconds = cursor.expectNumber();
  cursor.expectWords('SECOND');
  return seconds * 1_000;
}

/** A date in the server's time zone, which is UTC here. */
function parseMoment(cursor: Cursor): number {
  const match = /^(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d?)(?::(\d\d?))?)?/.exec(cursor.expectString());
  if (match === null) return 0;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const days = daysSinceEpoch(year ?? 1970, month ?? 1, day ?? 1);
  return ((days * 24 + (hour || 0)) * 60 + (minute || 0)) * 60_000 + (second || 0) * 1_000;
}

/** Days from 1970-01-01 in the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** RESET has been read. */
export function parseReset(cursor: Cursor, generation: Generation): Statement {
  const { words } = generation;
  if (!cursor.isWords('ALL') && isReplicaWord(cursor, generation))
    return commands(...parseResetReplica(cursor, generation));
  if (words.resetMaster && cursor.acceptWords('MASTER')) return parseResetLogs(cursor);
  if (words.resetBinaryLogsAndGtids && cursor.acceptWords('BINARY')) {
    cursor.expectWords('LOGS', 'AND', 'GTIDS');
    return parseResetLogs(cursor);
  }
  if (words.persist && cursor.acceptWords('PERSIST')) {
    cursor.skipRest();
    return { kind: 'accepted', privileges: [] };
  }
  return cursor.fail();
}

function parseResetLogs(cursor: Cursor): Statement {
  if (!cursor.acceptWords('TO')) return commands({ kind: 'reset-binary-logs' });
  return commands({ kind: 'reset-binary-logs', startNumber: cursor.expectNumber() });
}

/** KILL has been read. */
export function parseKill(cursor: Cursor): Statement {
  const queryOnly = cursor.acceptOneOf('QUERY', 'CONNECTION') === 'QUERY';
  return commands({ kind: 'kill', connectionId: cursor.expectNumber(), queryOnly });
}

/** INSTALL or UNINSTALL has been read. */
export function parsePlugin(cursor: Cursor, install: boolean): Statement {
  if (cursor.acceptOneOf('PLUGIN', 'SONAME') === null) cursor.fail();
  const name = cursor.expectName();
  if (!install) return commands({ kind: 'uninstall-plugin', name });
  cursor.expectWords('SONAME');
  return commands({ kind: 'install-plugin', name, library: cursor.expectString() });
}

/** START or STOP has been read, and GROUP_REPLICATION comes next. */
export function parseGroup(cursor: Cursor, start: boolean): Statement {
  cursor.expectWords('GROUP_REPLICATION');
  if (start && cursor.isWords('USER'))
    commaList(cursor, () => {
      cursor.expectName();
      cursor.expectSymbol('=');
      cursor.expectString();
    });
  return commands({ kind: start ? 'group-start' : 'group-stop' });
}
