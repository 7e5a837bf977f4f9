import { SandboxError } from '../shared/errors.ts';

/** The pieces of a tree's text. `at` counts characters from 0, for error messages. */
export interface TreeToken {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

/** More than anybody draws; keeps a pasted file from being taken for a tree. */
const MAX_TREE_CHARACTERS = 4_000;
const TOKEN = /\s*(?:(<>|[>,;()[\]=])|([A-Za-z0-9_.:+-]+))/y;

export function tokenizeTree(text: string): readonly TreeToken[] {
  if (text.length > MAX_TREE_CHARACTERS)
    throw syntaxError({ text, at: MAX_TREE_CHARACTERS, expected: `at most ${MAX_TREE_CHARACTERS} characters` });
  const end = text.trimEnd().length;
  const tokens: TreeToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw syntaxError({
        text,
        at: from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0),
        expected: 'a name, or one of > <> , ; ( ) [ ] =',
      });
    const [whole, symbol, word = ''] = match;
    const token = symbol ?? word;
    tokens.push({
      kind: symbol === undefined ? 'word' : 'symbol',
      text: token,
      at: from + whole.length - token.length,
    });
  }
  return [...tokens, { kind: 'end', text: '', at: end }];
}

export interface SyntaxProblem {
  readonly text: string;
  readonly at: number;
  readonly expected: string;
}

/** One sentence with the place and what was expected there, and the place shown under the text. */
export function syntaxError({ text, at, expected }: SyntaxProblem): SandboxError {
  const found = at >= text.trimEnd().length ? 'the end' : `“${text.slice(at, at + 12)}”`;
  const line = text.replace(/\s/g, ' ');
  const message = `The tree's text is wrong at character ${at + 1}: expected ${expected}, found ${found}.\n  ${line}\n  ${' '.repeat(at)}^`;
  return new SandboxError('tree-syntax', message, { data: { at, expected } });
}
