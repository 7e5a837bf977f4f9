/**
 * INSERT, UPDATE, DELETE and definitions. The model has rows without columns: a row is named by the first value of an
 * INSERT without a column list, or by `id`, and by `WHERE id = …`; statements that name no row this way write one of
 * their own.
 */
import type { DataStatement, NamedRow, Statement, TableName } from '../statement.ts';
import type { Cursor } from '../text/cursor.ts';
import { parseTableName } from './select.ts';

/** Rows of one INSERT that are named: more than any test or marker writes. */
const MAX_NAMED_ROWS = 1_000;

interface DataParts {
  readonly table: TableName | null;
  readonly write: DataStatement['write'];
  readonly rows?: readonly NamedRow[];
  readonly affected: number;
  readonly privilege: string;
}

/** Reads to the statement's end; `start` is where its first word stands. */
function dataStatement(cursor: Cursor, start: number, parts: DataParts): Statement {
  cursor.skipRest();
  return {
    kind: 'data',
    schema: parts.table?.schema ?? null,
    table: parts.table?.table ?? '',
    write: parts.write,
    rows: parts.rows ?? [],
    affected: parts.affected,
    statement: cursor.text.slice(start, cursor.lastEnd),
    privilege: parts.privilege,
  };
}

/** INSERT or REPLACE has been read. */
export function parseInsert(cursor: Cursor, start: number, replace: boolean): Statement {
  cursor.acceptOneOf('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY');
  const ignore = cursor.acceptWords('IGNORE');
  cursor.acceptWords('INTO');
  const table = parseTableName(cursor);
  const named = parseNamingColumn(cursor);
  const rows = cursor.acceptOneOf('VALUES', 'VALUE') === null ? [] : parseValues(cursor);
  const keeps = replace || ignore || cursor.isWords('ON', 'DUPLICATE', 'KEY');
  const keys = named && !keeps && rows.every((key) => key !== null) ? rows : [];
  return dataStatement(cursor, start, {
    table,
    write: 'write',
    rows: keys.flatMap((key) => (key === null ? [] : [{ action: 'insert' as const, key }])),
    affected: Math.max(1, rows.length),
    privilege: 'INSERT',
  });
}

/** Whether the first value of each row names it. */
function parseNamingColumn(cursor: Cursor): boolean {
  if (!cursor.acceptSymbol('(')) return true;
  const first = cursor.isSymbol(')') ? '' : cursor.expectName();
  while (!cursor.acceptSymbol(')')) {
    if (cursor.atEnd) cursor.fail();
    cursor.take();
  }
  return first.toLowerCase() === 'id';
}

/** The first value of each row; `null` where it is not a plain one. */
function parseValues(cursor: Cursor): readonly (string | null)[] {
  const keys: (string | null)[] = [];
  do {
    cursor.expectSymbol('(');
    const first = cursor.peek();
    const plain = first.kind === 'number' || first.kind === 'string';
    keys.push(plain ? first.text : null);
    skipParentheses(cursor);
  } while (cursor.acceptSymbol(',') && keys.length < MAX_NAMED_ROWS);
  return keys;
}

/** The opening one has been read. */
function skipParentheses(cursor: Cursor): void {
  let depth = 1;
  while (depth > 0) {
    if (cursor.peek().kind === 'end') cursor.fail();
    const token = cursor.take();
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
  }
}

/** UPDATE or DELETE has been read. */
export function parseChange(cursor: Cursor, start: number, action: 'update' | 'delete'): Statement {
  cursor.acceptWords('LOW_PRIORITY');
  if (action === 'delete') cursor.expectWords('FROM');
  const table = parseTableName(cursor);
  if (action === 'update') cursor.expectWords('SET');
  while (!cursor.atEnd && !cursor.isWords('WHERE')) cursor.take();
  const key = cursor.acceptWords('WHERE') ? parseKey(cursor) : null;
  return dataStatement(cursor, start, {
    table,
    write: 'write',
    rows: key === null ? [] : [{ action, key }],
    affected: 1,
    privilege: action.toUpperCase(),
  });
}

/** `id = 5` and nothing else. */
function parseKey(cursor: Cursor): string | null {
  const column = cursor.peek();
  const value = cursor.peek(2);
  const end = cursor.peek(3);
  const names =
    column.text.toLowerCase() === 'id' &&
    cursor.peek(1).text === '=' &&
    (value.kind === 'number' || value.kind === 'string') &&
    (end.kind === 'end' || end.text === ';');
  return names ? value.text : null;
}

const CREATED = ['DATABASE', 'SCHEMA', 'TABLE', 'VIEW', 'INDEX', 'PROCEDURE', 'FUNCTION', 'EVENT', 'TRIGGER'] as const;

/** CREATE, ALTER, DROP, TRUNCATE or RENAME has been read; users were looked for before. */
export function parseDefinition(cursor: Cursor, start: number, verb: string): Statement {
  if (cursor.acceptWords('OR')) cursor.expectWords('REPLACE');
  cursor.acceptOneOf('TEMPORARY', 'UNIQUE');
  const object = cursor.acceptOneOf(...CREATED) ?? (verb === 'TRUNCATE' ? 'TABLE' : cursor.fail());
  if (cursor.acceptWords('IF')) {
    cursor.acceptWords('NOT');
    cursor.expectWords('EXISTS');
  }
  const isSchema = object === 'DATABASE' || object === 'SCHEMA';
  const table = isSchema ? { schema: cursor.expectName(), table: '' } : parseTableName(cursor);
  return dataStatement(cursor, start, {
    table,
    write: isPseudoGtid(verb, object, table) ? 'pseudo-gtid' : 'ddl',
    affected: isSchema && verb === 'CREATE' ? 1 : 0,
    privilege: verb === 'TRUNCATE' ? 'DROP' : verb,
  });
}

/** orchestrator's marker: DROP VIEW IF EXISTS of a view whose name, or whose schema, begins with `_pseudo_gtid_`. */
function isPseudoGtid(verb: string, object: string, { schema, table }: TableName): boolean {
  return (
    verb === 'DROP' &&
    object === 'VIEW' &&
    [schema ?? '', table].some((name) => name.toLowerCase().startsWith('_pseudo_gtid_'))
  );
}
