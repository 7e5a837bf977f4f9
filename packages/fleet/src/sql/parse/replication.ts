/** START, STOP and RESET of replication threads. Source: spec/dialects §3. */
import type { ChannelChoice, Command, Threads } from '../../commands/command.ts';
import type { Note } from '../../model/outcome.ts';
import type { UntilCondition } from '../../model/server-state.ts';
import type { Generation } from '../generation.ts';
import type { Statement } from '../statement.ts';
import type { Cursor } from '../text/cursor.ts';
import { parseForChannel } from './channel.ts';

const BOTH: Threads = { receiver: true, applier: true };

/** SLAVE or REPLICA comes next, in the generation's words; `ALL SLAVES` too where it is known. */
export function isReplicaWord(cursor: Cursor, { words }: Generation): boolean {
  return (
    (words.slave && cursor.isWords('SLAVE')) ||
    (words.replica && cursor.isWords('REPLICA')) ||
    (words.connectionNames && cursor.isWords('ALL'))
  );
}

/** START has been read, and `isReplicaWord` holds. */
export function parseStart(cursor: Cursor, generation: Generation): Statement {
  if (acceptAll(cursor, generation))
    return { kind: 'commands', commands: [{ kind: 'start-threads', channel: null, threads: BOTH }] };
  cursor.take();
  const name = parseConnectionName(cursor, generation);
  const threads = parseThreads(cursor);
  const until = cursor.acceptWords('UNTIL') ? parseUntil(cursor, generation) : null;
  parseCredentials(cursor);
  const start = { kind: 'start-threads', channel: name ?? parseChannel(cursor, generation), threads } as const;
  if (until === null) return { kind: 'commands', commands: [start] };
  const isQuiet = until !== 'gaps' && until.kind === 'gtids' && generation.family === 'mysql';
  const notes = isQuiet ? {} : { notes: [untilNote(generation)] };
  // The gaps that SQL_AFTER_MTS_GAPS waits for do not arise in the model: it is a plain start.
  return { kind: 'commands', commands: [until === 'gaps' ? start : { ...start, until }], ...notes };
}

/** [97][M10] */
function untilNote({ family, has }: Generation): Note {
  const [word, server] = has.newThreadStates
    ? ['replica', 'mysqld']
    : ['slave', family === 'mariadb' ? 'mariadbd' : 'mysqld'];
  return {
    number: 1278,
    text: `It is recommended to use --skip-${word}-start when doing step-by-step replication with START ${word.toUpperCase()} UNTIL; otherwise, you will get problems if you get an unexpected ${word}'s ${server} restart`,
  };
}

/** STOP has been read, and `isReplicaWord` holds. */
export function parseStop(cursor: Cursor, generation: Generation): readonly Command[] {
  if (acceptAll(cursor, generation)) return [{ kind: 'stop-threads', channel: null, threads: BOTH }];
  cursor.take();
  const name = parseConnectionName(cursor, generation);
  const threads = parseThreads(cursor);
  return [{ kind: 'stop-threads', channel: name ?? parseChannel(cursor, generation), threads }];
}

/** RESET has been read, and SLAVE or REPLICA comes next. */
export function parseResetReplica(cursor: Cursor, generation: Generation): readonly Command[] {
  cursor.take();
  const name = parseConnectionName(cursor, generation);
  const all = cursor.acceptWords('ALL');
  return [{ kind: 'reset-replica', channel: name ?? parseChannel(cursor, generation), all }];
}

function acceptAll(cursor: Cursor, { words }: Generation): boolean {
  if (!words.connectionNames || !cursor.acceptWords('ALL')) return false;
  if (!(words.replica && cursor.acceptWords('REPLICAS'))) cursor.expectWords('SLAVES');
  return true;
}

function parseConnectionName(cursor: Cursor, { words }: Generation): string | null {
  return words.connectionNames ? cursor.acceptString() : null;
}

/** Without a name MySQL means every channel, MariaDB the session's default connection. */
function parseChannel(cursor: Cursor, { words, family }: Generation): ChannelChoice {
  const named = words.forChannel ? parseForChannel(cursor) : null;
  return named ?? (family === 'mysql' ? null : '');
}

function parseThreads(cursor: Cursor): Threads {
  let receiver = false;
  let applier = false;
  for (;;) {
    const word = cursor.acceptOneOf('IO_THREAD', 'RELAY_THREAD', 'SQL_THREAD');
    if (word === null) return receiver || applier ? cursor.fail() : BOTH;
    if (word === 'SQL_THREAD') applier = true;
    else receiver = true;
    if (!cursor.acceptSymbol(',')) return { receiver, applier };
  }
}

/** `gaps`: until no gap is left. */
function parseUntil(cursor: Cursor, { words }: Generation): UntilCondition | 'gaps' {
  if (words.untilGaps && cursor.acceptWords('SQL_AFTER_MTS_GAPS')) return 'gaps';
  const gtids = words.untilGtids ? cursor.acceptOneOf('SQL_BEFORE_GTIDS', 'SQL_AFTER_GTIDS') : null;
  if (gtids !== null) {
    cursor.expectSymbol('=');
    return { kind: 'gtids', gtids: cursor.expectString(), before: gtids === 'SQL_BEFORE_GTIDS' };
  }
  if (words.untilMasterGtidPos && cursor.acceptWords('MASTER_GTID_POS')) {
    cursor.expectSymbol('=');
    return { kind: 'gtids', gtids: cursor.expectString(), before: false };
  }
  if (words.untilMaster && cursor.isWords('MASTER_LOG_FILE'))
    return { kind: 'source-position', position: parsePosition(cursor, 'MASTER') };
  if (words.untilSource && cursor.isWords('SOURCE_LOG_FILE'))
    return { kind: 'source-position', position: parsePosition(cursor, 'SOURCE') };
  return { kind: 'relay-position', position: parsePosition(cursor, 'RELAY') };
}

function parsePosition(cursor: Cursor, prefix: string): { readonly file: string; readonly position: number } {
  cursor.expectWords(`${prefix}_LOG_FILE`);
  cursor.expectSymbol('=');
  const file = cursor.expectString();
  cursor.expectSymbol(',');
  cursor.expectWords(`${prefix}_LOG_POS`);
  cursor.expectSymbol('=');
  return { file, position: cursor.expectNumber() };
}

/** They are used for this start and kept nowhere: every account of the fleet's servers may replicate. */
function parseCredentials(cursor: Cursor): void {
  while (cursor.acceptOneOf('USER', 'PASSWORD', 'DEFAULT_AUTH', 'PLUGIN_DIR') !== null) {
    cursor.expectSymbol('=');
    cursor.expectString();
  }
}
