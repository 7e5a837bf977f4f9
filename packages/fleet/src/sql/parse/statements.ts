/** The first words of a statement choose how the rest is read. */
import type { Generation } from '../generation.ts';
import type { Statement } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseCreateUser, parseDropUser, parseGrant } from './accounts.ts';
import { parseFlush, parseGroup, parseKill, parsePlugin, parsePurge, parseReset } from './administration.ts';
import { parseChangeFilter } from './filters.ts';
import { parseChangeSource } from './change-source.ts';
import { parseChange, parseDefinition, parseInsert } from './data.ts';
import { parseExpression } from './expressions.ts';
import { isReplicaWord, parseStart, parseStop } from './replication.ts';
import { parseSelect } from './select.ts';
import { parseSet } from './set.ts';
import { parseShow } from './show.ts';

type Parser = (cursor: Cursor, generation: Generation, start: number) => Statement;

const ACCEPTED: Statement = { kind: 'accepted', privileges: [] };

function accepted(cursor: Cursor): Statement {
  cursor.skipRest();
  return ACCEPTED;
}

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['SELECT', (cursor) => parseSelect(cursor)],
  ['SHOW', parseShow],
  ['SET', parseSet],
  ['START', (cursor, generation) => parseStartOrStop(cursor, generation, true)],
  ['STOP', (cursor, generation) => parseStartOrStop(cursor, generation, false)],
  ['CHANGE', parseChangeAny],
  ['RESET', parseReset],
  ['FLUSH', parseFlush],
  ['PURGE', parsePurge],
  ['KILL', parseKill],
  ['INSTALL', (cursor) => parsePlugin(cursor, true)],
  ['UNINSTALL', (cursor) => parsePlugin(cursor, false)],
  ['GRANT', (cursor, generation) => ({ kind: 'commands', commands: parseGrant(cursor, generation, 'grant') })],
  ['REVOKE', (cursor, generation) => ({ kind: 'commands', commands: parseGrant(cursor, generation, 'revoke') })],
  ['CREATE', (cursor, _generation, start) => parseCreateOrDrop(cursor, start, 'CREATE')],
  ['DROP', (cursor, _generation, start) => parseCreateOrDrop(cursor, start, 'DROP')],
  ['ALTER', (cursor, _generation, start) => parseAlter(cursor, start)],
  ['TRUNCATE', (cursor, _generation, start) => parseDefinition(cursor, start, 'TRUNCATE')],
  ['INSERT', (cursor, _generation, start) => parseInsert(cursor, start, false)],
  ['REPLACE', (cursor, _generation, start) => parseInsert(cursor, start, true)],
  ['UPDATE', (cursor, _generation, start) => parseChange(cursor, start, 'update')],
  ['DELETE', (cursor, _generation, start) => parseChange(cursor, start, 'delete')],
  ['USE', (cursor) => ({ kind: 'use', schema: cursor.expectName() })],
  ['DO', (cursor) => ({ kind: 'do', expressions: commaList(cursor, () => parseExpression(cursor)) })],
  ['BEGIN', (cursor) => transaction(cursor, 'begin')],
  ['COMMIT', (cursor) => transaction(cursor, 'commit')],
  ['ROLLBACK', (cursor) => transaction(cursor, 'rollback')],
  ['SHUTDOWN', () => ({ kind: 'commands', commands: [{ kind: 'shutdown' }] })],
  ['LOCK', accepted],
  ['UNLOCK', accepted],
  ['ANALYZE', accepted],
  ['OPTIMIZE', accepted],
  ...['EXPLAIN', 'DESCRIBE', 'DESC', 'CALL', 'WITH', 'PREPARE', 'EXECUTE', 'DEALLOCATE', 'LOAD', 'HANDLER'].map(
    unmodelled,
  ),
  ...['CHECK', 'CHECKSUM', 'REPAIR', 'XA', 'SAVEPOINT', 'RELEASE', 'CLONE', 'RESTART', 'RENAME', 'BACKUP'].map(
    unmodelled,
  ),
]);

function unmodelled(verb: string): readonly [string, Parser] {
  return [
    verb,
    (cursor) => {
      cursor.skipRest();
      return { kind: 'unmodelled', what: verb };
    },
  ];
}

/** What the old binlog router reads; everything else it refuses as a syntax error of its own [?]. */
const BINLOG_ROUTER_VERBS: ReadonlySet<string> = new Set(['SELECT', 'SHOW', 'SET', 'START', 'STOP', 'CHANGE', 'RESET']);

/** @throws SyntaxProblem */
export function parseStatement(cursor: Cursor, generation: Generation): Statement {
  const first = cursor.peek();
  const parser = first.kind === 'word' ? PARSERS.get(first.upper) : undefined;
  if (parser === undefined) cursor.fail();
  if (generation.family === 'maxscale' && !BINLOG_ROUTER_VERBS.has(first.upper)) cursor.fail();
  cursor.take();
  const statement = parser(cursor, generation, first.start);
  cursor.expectEnd();
  return statement;
}

function parseStartOrStop(cursor: Cursor, generation: Generation, start: boolean): Statement {
  if (generation.words.groupReplication && cursor.isWords('GROUP_REPLICATION')) return parseGroup(cursor, start);
  if (start && cursor.acceptWords('TRANSACTION')) {
    cursor.skipRest();
    return { kind: 'begin' };
  }
  if (!isReplicaWord(cursor, generation)) cursor.fail();
  return start ? parseStart(cursor, generation) : { kind: 'commands', commands: parseStop(cursor, generation) };
}

function parseChangeAny(cursor: Cursor, generation: Generation): Statement {
  if (generation.words.changeFilter && cursor.acceptWords('REPLICATION', 'FILTER')) return parseChangeFilter(cursor);
  return parseChangeSource(cursor, generation);
}

function parseCreateOrDrop(cursor: Cursor, start: number, verb: 'CREATE' | 'DROP'): Statement {
  if (cursor.acceptWords('USER'))
    return { kind: 'commands', commands: verb === 'CREATE' ? parseCreateUser(cursor) : parseDropUser(cursor) };
  return parseDefinition(cursor, start, verb);
}

function parseAlter(cursor: Cursor, start: number): Statement {
  if (cursor.acceptOneOf('USER', 'INSTANCE') !== null) {
    cursor.skipRest();
    return { kind: 'accepted', privileges: ['CREATE USER'] };
  }
  return parseDefinition(cursor, start, 'ALTER');
}

function transaction(cursor: Cursor, kind: 'begin' | 'commit' | 'rollback'): Statement {
  cursor.acceptWords('WORK');
  return { kind };
}
