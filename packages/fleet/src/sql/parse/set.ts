/** SET: system variables in every scope, user variables, and the forms that change nothing here. */
import type { VariableScope } from '../../commands/command.ts';
import type { Expression } from '../expression.ts';
import type { Generation } from '../generation.ts';
import type { Assignment, Statement } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseExpression } from './expressions.ts';

const ACCEPTED: Statement = { kind: 'accepted', privileges: [] };

/** The word SET has been read. */
export function parseSet(cursor: Cursor, generation: Generation): Statement {
  if (cursor.acceptOneOf('NAMES', 'CHARSET') !== null || cursor.acceptWords('CHARACTER', 'SET')) {
    cursor.skipRest();
    return ACCEPTED;
  }
  if (cursor.isWords('TRANSACTION') || cursor.isWords('SESSION', 'TRANSACTION') || cursor.isWords('PASSWORD')) {
    cursor.skipRest();
    return ACCEPTED;
  }
  return { kind: 'set', assignments: commaList(cursor, () => parseAssignment(cursor, generation)) };
}

function parseAssignment(cursor: Cursor, generation: Generation): Assignment {
  if (cursor.acceptSymbol('@@')) {
    const scope = parseScope(cursor, generation, '.') ?? 'session';
    return { kind: 'variable', scope, ...parseValue(cursor) };
  }
  if (cursor.acceptSymbol('@')) {
    const name = cursor.acceptString() ?? cursor.expectName();
    expectAssign(cursor);
    return { kind: 'user-variable', name, value: parseExpression(cursor) };
  }
  const scope = parseScope(cursor, generation, '') ?? 'session';
  return { kind: 'variable', scope, ...parseValue(cursor) };
}

/** `separator` stands between the scope and the name in the form with @@. */
function parseScope(cursor: Cursor, { words }: Generation, separator: '.' | ''): VariableScope | null {
  const next = cursor.peek(1);
  const follows = separator === '.' ? next.text === '.' : next.kind === 'word' || next.kind === 'name';
  if (!follows) return null;
  const word = cursor.acceptOneOf('GLOBAL', 'SESSION', 'LOCAL') ?? parsePersist(cursor, words.persist);
  if (word === null) return null;
  if (separator === '.') cursor.expectSymbol('.');
  switch (word) {
    case 'GLOBAL':
      return 'global';
    case 'PERSIST':
      return 'persist';
    case 'PERSIST_ONLY':
      return 'persist-only';
    default:
      return 'session';
  }
}

function parsePersist(cursor: Cursor, known: boolean): 'PERSIST' | 'PERSIST_ONLY' | null {
  return known ? cursor.acceptOneOf('PERSIST', 'PERSIST_ONLY') : null;
}

function parseValue(cursor: Cursor): { readonly name: string; readonly value: Expression } {
  const name = cursor.expectName();
  expectAssign(cursor);
  return { name, value: parseBareValue(cursor) };
}

function expectAssign(cursor: Cursor): void {
  if (!cursor.acceptSymbol('=')) cursor.expectSymbol(':=');
}

/** A bare word is a text (`ON`, `slave_pos`); DEFAULT is itself. */
function parseBareValue(cursor: Cursor): Expression {
  const token = cursor.peek();
  const next = cursor.peek(1);
  const ends = next.kind === 'end' || next.text === ',' || next.text === ';';
  if (token.kind !== 'word' || !ends || token.upper === 'NULL') return parseExpression(cursor);
  cursor.take();
  if (token.upper === 'DEFAULT') return { kind: 'literal', value: null, type: 'default' };
  return { kind: 'literal', value: token.text, type: 'text' };
}
