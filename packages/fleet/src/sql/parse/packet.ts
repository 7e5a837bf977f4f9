/** One COM_QUERY may hold several statements; they are parsed together and run one after the other. */
import type { Generation } from '../generation.ts';
import type { Statement } from '../statement.ts';
import { Cursor, SyntaxProblem } from '../text/cursor.ts';
import { tokenize } from '../text/tokens.ts';
import { parseStatement } from './statements.ts';

export type ParsedStatement =
  | { readonly kind: 'statement'; readonly statement: Statement; readonly text: string }
  /** `at`: the character that no rule fits; nothing after it is read. */
  | { readonly kind: 'syntax-error'; readonly at: number }
  | { readonly kind: 'empty' };

export function parsePacket(text: string, generation: Generation): readonly ParsedStatement[] {
  const { list, broken } = tokenize(text, generation.versionNumber);
  const cursor = new Cursor(text, list);
  if (cursor.atEnd && broken === null) return [emptyPacket(text, cursor)];
  const parsed: ParsedStatement[] = [];
  for (;;) {
    const { start } = cursor.peek();
    if (cursor.peek().kind === 'end' && broken === null) return parsed;
    const statement = parseOne(cursor, generation);
    if (statement.kind === 'syntax-error') return [...parsed, statement];
    parsed.push({ ...statement, text: text.slice(start, cursor.lastEnd) });
    if (!cursor.acceptSymbol(';'))
      return broken === null ? parsed : [...parsed, { kind: 'syntax-error', at: broken.at }];
  }
}

type Parsed =
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'syntax-error'; readonly at: number };

function parseOne(cursor: Cursor, generation: Generation): Parsed {
  try {
    return { kind: 'statement', statement: parseStatement(cursor, generation) };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { kind: 'syntax-error', at: problem.at };
    throw problem;
  }
}

/** A packet of nothing but a comment is accepted, an empty one is not [97][M10]. */
function emptyPacket(text: string, cursor: Cursor): ParsedStatement {
  const nothing = text.trim() === '' || cursor.isSymbol(';');
  return nothing ? { kind: 'empty' } : { kind: 'statement', statement: { kind: 'comment' }, text };
}
