/** Expressions, by precedence: OR, AND, NOT, comparisons, sums, products, signs. Subqueries are not read. */
import type { BinaryOperator, Expression, VariableReference } from '../expression.ts';
import type { Cursor } from '../text/cursor.ts';
import { commaList } from '../text/cursor.ts';

export function parseExpression(cursor: Cursor): Expression {
  return parseOr(cursor);
}

function parseOr(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (cursor.acceptWords('OR') || cursor.acceptSymbol('||'))
    left = { kind: 'binary', operator: 'OR', left, right: parseAnd(cursor) };
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor);
  while (cursor.acceptWords('AND') || cursor.acceptSymbol('&&'))
    left = { kind: 'binary', operator: 'AND', left, right: parseNot(cursor) };
  return left;
}

function parseNot(cursor: Cursor): Expression {
  if (cursor.acceptWords('NOT') || cursor.acceptSymbol('!')) return { kind: 'not', operand: parseNot(cursor) };
  return parseComparison(cursor);
}

const COMPARISONS: readonly (readonly [string, BinaryOperator])[] = [
  ['=', '='],
  ['<=>', '<=>'],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<=', '<='],
  ['>=', '>='],
  ['<', '<'],
  ['>', '>'],
];

function parseComparison(cursor: Cursor): Expression {
  let left = parseSum(cursor);
  for (;;) {
    const found = COMPARISONS.find(([symbol]) => cursor.acceptSymbol(symbol));
    if (found !== undefined) {
      left = { kind: 'binary', operator: found[1], left, right: parseSum(cursor) };
      continue;
    }
    const next = parsePredicate(cursor, left);
    if (next === null) return left;
    left = next;
  }
}

function parsePredicate(cursor: Cursor, operand: Expression): Expression | null {
  if (cursor.acceptWords('IS')) {
    const negated = cursor.acceptWords('NOT');
    cursor.expectWords('NULL');
    return { kind: 'is-null', operand, negated };
  }
  const negated = cursor.acceptWords('NOT');
  const word = cursor.acceptOneOf('IN', 'LIKE', 'REGEXP', 'RLIKE', 'BETWEEN');
  switch (word) {
    case 'IN':
      return { kind: 'in', operand, list: parseList(cursor), negated };
    case 'LIKE':
      return { kind: 'like', operand, pattern: parseSum(cursor), negated, regular: false };
    case 'REGEXP':
    case 'RLIKE':
      return { kind: 'like', operand, pattern: parseSum(cursor), negated, regular: true };
    case 'BETWEEN': {
      const low = parseSum(cursor);
      cursor.expectWords('AND');
      return { kind: 'between', operand, low, high: parseSum(cursor), negated };
    }
    case null:
      return negated ? cursor.fail() : null;
  }
}

function parseList(cursor: Cursor): readonly Expression[] {
  cursor.expectSymbol('(');
  const list = commaList(cursor, () => parseExpression(cursor));
  cursor.expectSymbol(')');
  return list;
}

function parseSum(cursor: Cursor): Expression {
  let left = parseProduct(cursor);
  for (;;) {
    const operator = cursor.acceptSymbol('+') ? '+' : cursor.acceptSymbol('-') ? '-' : null;
    if (operator === null) return left;
    left = { kind: 'binary', operator, left, right: parseProduct(cursor) };
  }
}

function parseProduct(cursor: Cursor): Expression {
  let left = parseSigned(cursor);
  for (;;) {
    const operator = cursor.acceptSymbol('*')
      ? '*'
      : cursor.acceptSymbol('/')
        ? '/'
        : cursor.acceptSymbol('%')
          ? '%'
          : null;
    if (operator === null) return left;
    left = { kind: 'binary', operator, left, right: parseSigned(cursor) };
  }
}

function parseSigned(cursor: Cursor): Expression {
  if (cursor.acceptSymbol('-')) return { kind: 'minus', operand: parseSigned(cursor) };
  if (cursor.acceptSymbol('+')) return parseSigned(cursor);
  if (cursor.acceptWords('BINARY')) return parseSigned(cursor);
  return parsePrimary(cursor);
}

function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  switch (token.kind) {
    case 'string':
      return parseText(cursor);
    case 'number':
      cursor.take();
      return {
        kind: 'literal',
        value: Number(token.text),
        type: /^(\d+|0x[0-9a-f]+)$/i.test(token.text) ? 'integer' : 'decimal',
      };
    case 'name':
      return parseColumn(cursor);
    case 'word':
      return parseWord(cursor);
    case 'symbol':
      return parseSymbol(cursor);
    case 'end':
      return cursor.fail();
  }
}

/** Texts that stand side by side are one text. */
function parseText(cursor: Cursor): Expression {
  let value = cursor.expectString();
  for (let next = cursor.acceptString(); next !== null; next = cursor.acceptString()) value += next;
  return { kind: 'literal', value, type: 'text' };
}

function parseSymbol(cursor: Cursor): Expression {
  if (cursor.acceptSymbol('(')) {
    const inner = parseExpression(cursor);
    cursor.expectSymbol(')');
    return inner;
  }
  if (cursor.acceptSymbol('@@')) return parseSystemVariable(cursor);
  if (!cursor.acceptSymbol('@')) cursor.fail();
  return { kind: 'user-variable', name: cursor.acceptString() ?? cursor.expectName() };
}

const SCOPES: ReadonlyMap<string, VariableReference> = new Map([
  ['GLOBAL', 'global'],
  ['SESSION', 'session'],
  ['LOCAL', 'session'],
]);

function parseSystemVariable(cursor: Cursor): Expression {
  const first = cursor.expectName();
  const scope = SCOPES.get(first.toUpperCase());
  if (scope === undefined || !cursor.acceptSymbol('.'))
    return { kind: 'system-variable', scope: 'unscoped', name: first.toLowerCase() };
  return { kind: 'system-variable', scope, name: cursor.expectName().toLowerCase() };
}

const CONSTANTS: ReadonlyMap<string, Expression> = new Map<string, Expression>([
  ['NULL', { kind: 'literal', value: null, type: 'null' }],
  ['TRUE', { kind: 'literal', value: 1, type: 'integer' }],
  ['FALSE', { kind: 'literal', value: 0, type: 'integer' }],
]);

/** Words that begin something else and so are no column's name. */
const RESERVED: ReadonlySet<string> = new Set(['SELECT', 'FROM', 'WHERE', 'SET', 'AND', 'OR', 'IN', 'LIMIT', 'ORDER']);

function parseWord(cursor: Cursor): Expression {
  const token = cursor.peek();
  const constant = CONSTANTS.get(token.upper);
  if (constant !== undefined) {
    cursor.take();
    return constant;
  }
  if (RESERVED.has(token.upper)) cursor.fail();
  const next = cursor.peek(1);
  return next.kind === 'symbol' && next.text === '(' ? parseCall(cursor) : parseColumn(cursor);
}

function parseCall(cursor: Cursor): Expression {
  const written = cursor.expectName();
  const name = written.toUpperCase();
  cursor.expectSymbol('(');
  if (name === 'COUNT' && cursor.acceptSymbol('*')) {
    cursor.expectSymbol(')');
    return { kind: 'count' };
  }
  if (cursor.acceptSymbol(')')) return { kind: 'call', name, written, arguments: [] };
  const list = commaList(cursor, () => parseExpression(cursor));
  cursor.expectSymbol(')');
  return { kind: 'call', name, written, arguments: list };
}

/** `column`, `table.column` or `schema.table.column`: one table is read at a time, so the last part says all. */
function parseColumn(cursor: Cursor): Expression {
  const parts = [cursor.expectName()];
  while (parts.length < 3 && cursor.acceptSymbol('.')) parts.push(cursor.expectName());
  const name = parts.at(-1) ?? '';
  // CURRENT_USER is a function that may stand without parentheses.
  if (parts.length === 1 && name.toUpperCase() === 'CURRENT_USER')
    return { kind: 'call', name: 'CURRENT_USER', written: name, arguments: [] };
  return { kind: 'column', name };
}
