/**
 * Reads a query. What is not understood is left out and named, so that a query still answers while it is being typed.
 * Whatever looks like an address (`db1:3306`) is a word.
 */
import { COMPARISONS } from './query.ts';
import type { Comparison, Pattern, QueryTerm, QueryValue } from './query.ts';
import { fieldOf, matching, readNumber } from './query-language.ts';
import type { QueryField, QueryLanguage } from './query-language.ts';

export const MAX_QUERY_LENGTH = 1_000;
export const MAX_QUERY_TERMS = 40;
export const MAX_QUERY_VALUES = 40;

export const QUERY_PROBLEMS = [
  'unknown-field',
  'value-missing',
  'value-unknown',
  'not-a-number',
  'not-a-version',
  'no-comparison',
  'quote-open',
  'too-long',
  'too-many',
] as const;
export type QueryProblemCode = (typeof QUERY_PROBLEMS)[number];

export interface QueryProblem {
  readonly code: QueryProblemCode;
  /** The term as it was written. */
  readonly term: string;
  /** Where it stands in the text. */
  readonly start: number;
  /** What could stand there instead: names of fields, or values; none where there is no end of them. */
  readonly allowed: readonly string[];
}

export interface ParsedQuery {
  readonly terms: readonly QueryTerm[];
  readonly problems: readonly QueryProblem[];
}

/** A term as it stands in the text. */
export interface QueryToken {
  readonly text: string;
  readonly start: number;
  /** A quote in it has no end. */
  readonly isOpen: boolean;
}

/** The language is asked for its fields only, so that a query of one kind of thing can be read without any of them. */
type Grammar = Pick<QueryLanguage<never>, 'fields'>;

export function parseQuery(text: string, grammar: Grammar): ParsedQuery {
  if (text.length > MAX_QUERY_LENGTH) return tooMuch('too-long');
  const tokens = tokensOf(text);
  if (tokens.length > MAX_QUERY_TERMS) return tooMuch('too-many');
  const terms: QueryTerm[] = [];
  const problems: QueryProblem[] = [];
  for (const token of tokens) {
    const read = token.isOpen ? wrong('quote-open') : readTerm(token.text, grammar);
    if ('code' in read) problems.push({ term: token.text, start: token.start, ...read });
    else terms.push(read);
  }
  return { terms, problems };
}

function tooMuch(code: 'too-long' | 'too-many'): ParsedQuery {
  return { terms: [], problems: [{ code, term: '', start: 0, allowed: [] }] };
}

type Wrong = Pick<QueryProblem, 'code' | 'allowed'>;

function wrong(code: QueryProblemCode, allowed: readonly string[] = []): Wrong {
  return { code, allowed };
}

/** A quoted part belongs to the term that it stands in. A quote without an end reaches to the end of the text. */
export function tokensOf(text: string): readonly QueryToken[] {
  const tokens: QueryToken[] = [];
  let start = 0;
  while (start < text.length) {
    if (isSpace(text.charAt(start))) {
      start += 1;
      continue;
    }
    const { end, isOpen } = tokenFrom(text, start);
    tokens.push({ text: text.slice(start, end), start, isOpen });
    start = end;
  }
  return tokens;
}

function tokenFrom(text: string, start: number): { readonly end: number; readonly isOpen: boolean } {
  let end = start;
  let isOpen = false;
  while (end < text.length && (isOpen || !isSpace(text.charAt(end)))) {
    const one = text.charAt(end);
    if (one === '"') isOpen = !isOpen;
    // What is escaped is no quote.
    if (isOpen && one === '\\') end += 1;
    end += 1;
  }
  return { end: Math.min(end, text.length), isOpen };
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

/** Sign, name, and how the values are told from it. */
export const FIELD_HEAD = /^(-?)([a-z][a-z-]*)(:|(?=[<>]))/i;

function readTerm(token: string, grammar: Grammar): QueryTerm | Wrong {
  const head = FIELD_HEAD.exec(token);
  const rest = head === null ? '' : token.slice(head[0].length);
  if (head === null || isAddress(head, rest, grammar)) return readWord(token);
  const [, sign = '', name = ''] = head;
  const field = fieldOf(grammar, name);
  if (field === undefined) {
    return wrong(
      'unknown-field',
      grammar.fields.map((one) => one.name),
    );
  }
  const values: QueryValue[] = [];
  const parts = partsOf(rest);
  if (parts.length > MAX_QUERY_VALUES) return wrong('too-many');
  for (const part of parts) {
    const value = readValue(part, field);
    if ('code' in value) return value;
    values.push(value);
  }
  return { kind: 'field', negated: sign === '-', field: field.name, values };
}

/** `db:3306` is a server, if nothing else is called `db`. */
function isAddress(head: RegExpExecArray, rest: string, grammar: Grammar): boolean {
  return fieldOf(grammar, head[2] ?? '') === undefined && head[3] === ':' && /^\d+$/.test(rest);
}

function readWord(token: string): QueryTerm | Wrong {
  const negated = token.startsWith('-') && token.length > 1;
  return { kind: 'word', negated, word: patternOf(negated ? token.slice(1) : token) };
}

/** At commas that are not quoted. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let isOpen = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '"') isOpen = !isOpen;
    else if (isOpen && one === '\\') at += 1;
    else if (one === ',' && !isOpen) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function readValue(part: string, field: QueryField<never>): QueryValue | Wrong {
  const comparison: Comparison = COMPARISONS.find((one) => part.startsWith(one)) ?? '=';
  const written = part.slice(part.startsWith(comparison) ? comparison.length : 0);
  const pattern = patternOf(written);
  const { text, isLiteral } = pattern;
  if (text === '' && !isLiteral) return wrong('value-missing', valuesOf(field));
  if (field.kind === 'number') {
    const isWord = comparison === '=' && Object.hasOwn(field.words ?? {}, text.toLowerCase());
    if (!isWord && readNumber(text, field.unit) === null) return wrong('not-a-number', valuesOf(field));
  } else if (comparison !== '=') {
    if (field.kind !== 'version') return wrong('no-comparison', valuesOf(field));
    if (!/^\d+(?:\.\d+)*$/.test(text)) return wrong('not-a-version');
  } else if (field.kind === 'choice' && !field.choices.some(matching(pattern))) {
    return wrong('value-unknown', field.choices);
  }
  return { comparison, ...pattern };
}

/** Those that can be listed. */
function valuesOf(field: QueryField<never>): readonly string[] {
  if (field.kind === 'choice') return field.choices;
  return field.kind === 'number' ? ['>10', '<=10', ...Object.keys(field.words ?? {})] : [];
}

/** Quotes within a bare text are taken away, and what they hold is as it stands. */
function patternOf(written: string): Pattern {
  const isLiteral = written.includes('"');
  return { text: isLiteral ? unquoted(written) : written, isLiteral };
}

function unquoted(written: string): string {
  return written.replaceAll(/"((?:[^"\\]|\\.)*)"/gsu, (_all, inside: string) =>
    inside.replaceAll(/\\(.)/gsu, (_escape, one: string) => one),
  );
}
