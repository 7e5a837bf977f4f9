/** Reads one JSON file into entries with their lines. What follows the first JSON value is ignored, as orchestrator does. */
import { getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Entry, Notice, Source } from './sources.ts';

export type ParsedFile =
  | { readonly ok: true; readonly source: Source; readonly notices: readonly Notice[] }
  | { readonly ok: false; readonly problem: string };

/** What the parser says of something that begins right where the first value ends. */
const AFTER_THE_END: ReadonlySet<string> = new Set(['EndOfFileExpected', 'InvalidSymbol']);

/** By the parser's names of its error codes. */
const SENTENCES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is not JSON',
  InvalidNumberFormat: 'the number is not written as JSON wants it',
  PropertyNameExpected: 'a key in double quotes is missing (or the comma before is too many)',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'the text has no closing quote',
  InvalidEscapeCharacter: 'the text has an unknown escape',
  InvalidCharacter: 'the text has a character that must be escaped',
};

export function parseFile(file: string, text: string): ParsedFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const end = root === undefined ? text.length : root.offset + root.length;
  const inside = errors.find((error) => root === undefined || !isAfter(error, end));
  if (inside !== undefined) return { ok: false, problem: malformed(file, text, inside) };
  if (root === undefined) return { ok: false, problem: `${file} is empty: write a JSON object, at least {}.` };
  if (root.type !== 'object') return { ok: false, problem: `${file} holds ${article(root.type)}, not a JSON object.` };
  const hasMore = text.slice(end).trim() !== '';
  return {
    ok: true,
    source: { name: file, entries: (root.children ?? []).flatMap((property) => entryOf(property, text)) },
    notices: hasMore
      ? [{ event: 'config.text-after-json-ignored', fields: { file, line: placeAt(text, end).line } }]
      : [],
  };
}

function isAfter(error: ParseError, end: number): boolean {
  return error.offset > end || (error.offset === end && AFTER_THE_END.has(printParseErrorCode(error.error)));
}

/** Line and column, both from 1. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function entryOf(property: Node, text: string): Entry[] {
  const [key, value] = property.children ?? [];
  if (key === undefined || value === undefined) return [];
  return [{ key: String(key.value), value: getNodeValue(value) as unknown, line: placeAt(text, key.offset).line }];
}

function malformed(file: string, text: string, error: ParseError): string {
  const { line, column } = placeAt(text, error.offset);
  const code = printParseErrorCode(error.error);
  return `${file} is not valid JSON: line ${line}, column ${column}: ${SENTENCES[code] ?? code}.`;
}

function article(type: string): string {
  return type === 'array' ? 'a list' : type === 'null' ? 'null' : `a ${type}`;
}
