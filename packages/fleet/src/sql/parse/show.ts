/** SHOW, in the words of each generation. Source: spec/dialects §2. */
import type { Generation } from '../generation.ts';
import type { ShowFilter, ShowStatement, Statement } from '../statement.ts';
import type { Cursor } from '../text/cursor.ts';
import { parseAccountName } from './accounts.ts';
import { parseForChannel } from './channel.ts';
import { parseExpression } from './expressions.ts';
import { parseLimit } from './select.ts';

/** The word SHOW has been read. */
export function parseShow(cursor: Cursor, generation: Generation): Statement {
  const { words } = generation;
  if (words.slave && cursor.acceptWords('SLAVE')) return parseShowSlave(cursor, generation, true);
  if (words.replica && cursor.acceptWords('REPLICA')) return parseShowSlave(cursor, generation, false);
  if (words.showReplicas && cursor.acceptWords('REPLICAS')) return { kind: 'show-replicas', old: false };
  if (words.connectionNames && cursor.acceptWords('ALL')) {
    if (!(words.replica && cursor.acceptWords('REPLICAS'))) cursor.expectWords('SLAVES');
    cursor.expectWords('STATUS');
    return { kind: 'show-replica-status', channel: null, all: true, old: true };
  }
  return (
    parseShowLogs(cursor, generation) ??
    (generation.family === 'maxscale' ? parseShowLists(cursor) : parseShowMore(cursor))
  );
}

/** After SHOW SLAVE or SHOW REPLICA. */
function parseShowSlave(cursor: Cursor, generation: Generation, old: boolean): ShowStatement {
  const hosts = old || generation.words.showReplicaHosts;
  if (hosts && cursor.acceptWords('HOSTS')) return { kind: 'show-replicas', old };
  const name = generation.words.connectionNames ? cursor.acceptString() : null;
  cursor.expectWords('STATUS');
  const channel = name ?? (generation.words.forChannel ? parseForChannel(cursor) : null);
  return { kind: 'show-replica-status', channel, all: false, old };
}

function parseShowLogs(cursor: Cursor, { words, family }: Generation): ShowStatement | null {
  if (words.showMasterStatus && cursor.acceptWords('MASTER', 'STATUS')) return { kind: 'show-binlog-status' };
  if (words.showBinlogStatus && cursor.acceptWords('BINLOG', 'STATUS')) return { kind: 'show-binlog-status' };
  if (words.showBinaryLogStatus && cursor.acceptWords('BINARY', 'LOG', 'STATUS')) return { kind: 'show-binlog-status' };
  if (family === 'maxscale') return null;
  if (words.showMasterLogs && cursor.acceptWords('MASTER', 'LOGS')) return { kind: 'show-binary-logs' };
  if (cursor.acceptWords('BINARY')) {
    cursor.expectWords('LOGS');
    return { kind: 'show-binary-logs' };
  }
  const log = cursor.acceptOneOf('BINLOG', 'RELAYLOG');
  return log === null ? null : parseShowEvents(cursor, log === 'BINLOG' ? 'binlog' : 'relaylog');
}

function parseShowEvents(cursor: Cursor, log: 'binlog' | 'relaylog'): ShowStatement {
  // MariaDB names a connection before EVENTS.
  const name = log === 'relaylog' ? cursor.acceptString() : null;
  cursor.expectWords('EVENTS');
  const file = cursor.acceptWords('IN') ? cursor.expectString() : null;
  const from = cursor.acceptWords('FROM') ? cursor.expectNumber() : null;
  const limit = parseLimit(cursor);
  const channel = name ?? (log === 'relaylog' ? parseForChannel(cursor) : null);
  return { kind: 'show-events', log, file, from, limit, channel };
}

function parseShowLists(cursor: Cursor): ShowStatement {
  const scope = cursor.acceptOneOf('GLOBAL', 'SESSION', 'LOCAL');
  if (cursor.acceptWords('VARIABLES'))
    return { kind: 'show-variables', scope: scope === 'GLOBAL' ? 'global' : 'session', filter: parseFilter(cursor) };
  if (cursor.acceptWords('STATUS')) return { kind: 'show-status', filter: parseFilter(cursor) };
  if (scope === null && cursor.acceptWords('WARNINGS')) return { kind: 'show-warnings' };
  return cursor.fail();
}

/** What servers show of data, which the model has none of. */
const UNMODELLED = [
  'TABLES',
  'CREATE',
  'ENGINE',
  'COLUMNS',
  'INDEX',
  'KEYS',
  'TABLE',
  'TRIGGERS',
  'EVENTS',
  'COLLATION',
] as const;

function parseShowMore(cursor: Cursor): Statement {
  const unmodelled = cursor.acceptOneOf(...UNMODELLED);
  if (unmodelled !== null) {
    cursor.skipRest();
    return { kind: 'unmodelled', what: `SHOW ${unmodelled}` };
  }
  if (cursor.acceptWords('PROCESSLIST')) return { kind: 'show-processlist', full: false };
  if (cursor.acceptWords('FULL', 'PROCESSLIST')) return { kind: 'show-processlist', full: true };
  if (cursor.acceptWords('GRANTS'))
    return { kind: 'show-grants', account: cursor.acceptWords('FOR') ? parseAccountName(cursor) : null };
  if (cursor.acceptWords('PLUGINS')) return { kind: 'show-plugins' };
  if (cursor.acceptOneOf('DATABASES', 'SCHEMAS') !== null)
    return { kind: 'show-databases', filter: parseFilter(cursor) };
  if (cursor.acceptOneOf('ERRORS') !== null) return { kind: 'show-warnings' };
  if (cursor.acceptWords('ENGINES')) return { kind: 'show-engines' };
  if (cursor.acceptWords('COUNT')) {
    cursor.expectSymbol('(');
    cursor.expectSymbol('*');
    cursor.expectSymbol(')');
    cursor.expectWords('WARNINGS');
    return { kind: 'show-warning-count' };
  }
  return parseShowLists(cursor);
}

function parseFilter(cursor: Cursor): ShowFilter | null {
  if (cursor.acceptWords('LIKE')) return { kind: 'like', pattern: cursor.expectString() };
  return cursor.acceptWords('WHERE') ? { kind: 'where', condition: parseExpression(cursor) } : null;
}
