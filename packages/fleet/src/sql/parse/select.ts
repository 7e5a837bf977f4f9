/** SELECT from at most one table, as far as a topology manager asks. */
import type { Expression } from '../expression.ts';
import type { Limit, SelectItem, SelectStatement, TableName } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseExpression } from './expressions.ts';

/** The word SELECT has been read. */
export function parseSelect(cursor: Cursor): SelectStatement {
  cursor.acceptOneOf('DISTINCT', 'ALL', 'SQL_NO_CACHE');
  const items = commaList(cursor, () => parseItem(cursor));
  const from = cursor.acceptWords('FROM') ? parseFrom(cursor) : null;
  const where = cursor.acceptWords('WHERE') ? parseExpression(cursor) : null;
  const orderBy = cursor.acceptWords('ORDER', 'BY') ? commaList(cursor, () => parseOrder(cursor)) : [];
  const limit = parseLimit(cursor);
  if (cursor.acceptWords('FOR')) cursor.expectWords('UPDATE');
  return { kind: 'select', items, from, where, orderBy, limit };
}

function parseFrom(cursor: Cursor): TableName | null {
  if (cursor.acceptWords('DUAL')) return null;
  const table = parseTableName(cursor);
  if (cursor.acceptWords('AS')) cursor.expectName();
  else if (cursor.peek().kind === 'name' || (cursor.peek().kind === 'word' && !startsClause(cursor)))
    cursor.expectName();
  return table;
}

function startsClause(cursor: Cursor): boolean {
  return ['WHERE', 'ORDER', 'LIMIT', 'FOR', 'GROUP', 'HAVING', 'JOIN', 'INNER', 'LEFT', 'UNION'].some((word) =>
    cursor.isWords(word),
  );
}

export function parseTableName(cursor: Cursor): TableName {
  const first = cursor.expectName();
  return cursor.acceptSymbol('.') ? { schema: first, table: cursor.expectName() } : { schema: null, table: first };
}

function parseItem(cursor: Cursor): SelectItem {
  if (cursor.acceptSymbol('*')) return { kind: 'all' };
  const { start } = cursor.peek();
  const expression = parseExpression(cursor);
  const written = cursor.text.slice(start, cursor.lastEnd);
  if (cursor.acceptWords('AS')) return { kind: 'expression', expression, name: aliasOf(cursor) };
  const next = cursor.peek();
  const alias =
    next.kind === 'name' ||
    next.kind === 'string' ||
    (next.kind === 'word' && next.upper !== 'FROM' && !startsClause(cursor));
  return { kind: 'expression', expression, name: alias ? aliasOf(cursor) : nameOf(expression, written) };
}

const aliasOf = (cursor: Cursor): string => cursor.acceptString() ?? cursor.expectName();

/** A column is named by itself, a text by its content, everything else as it is written. */
function nameOf(expression: Expression, written: string): string {
  if (expression.kind === 'column') return expression.name;
  if (expression.kind === 'literal' && expression.type === 'text') return String(expression.value);
  return written;
}

function parseOrder(cursor: Cursor): { readonly by: Expression; readonly descending: boolean } {
  const by = parseExpression(cursor);
  return { by, descending: cursor.acceptOneOf('ASC', 'DESC') === 'DESC' };
}

/** LIMIT count, LIMIT offset, count, LIMIT count OFFSET offset. */
export function parseLimit(cursor: Cursor): Limit | null {
  if (!cursor.acceptWords('LIMIT')) return null;
  const first = cursor.expectNumber();
  if (cursor.acceptSymbol(',')) return { offset: first, count: cursor.expectNumber() };
  return { offset: cursor.acceptWords('OFFSET') ? cursor.expectNumber() : 0, count: first };
}
