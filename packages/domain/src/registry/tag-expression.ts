/**
 * Tags as they are written, and expressions over them as orchestrator's `tagged` reads them: a comma list, all of which
 * must hold. `name`: has that tag. `name=value`: with that value. `~name` or `!name`: has no such tag. `~name=value`: has
 * the tag with another value.
 */
import { MAX_TAG_NAME_LENGTH, MAX_TAG_TERMS, MAX_TAG_VALUE_LENGTH } from './limits.ts';
import type { Tag } from './registered.ts';

export const TAG_PROBLEMS = [
  'empty-name',
  'name-too-long',
  'value-too-long',
  'name-has-a-separator',
  'has-control-characters',
  'negated',
  'too-many-terms',
] as const;
export type TagProblem = (typeof TAG_PROBLEMS)[number];

export interface TagTerm {
  readonly name: string;
  /** `null`: any. */
  readonly value: string | null;
  readonly negated: boolean;
}

export type ParsedTag =
  | { readonly ok: true; readonly name: string; readonly value: string | null }
  | { readonly ok: false; readonly problem: TagProblem };

export type ParsedTagExpression =
  | { readonly ok: true; readonly terms: readonly TagTerm[] }
  | { readonly ok: false; readonly problem: TagProblem };

/** One tag to set or remove: `name` or `name=value`. */
export function parseTag(text: string): ParsedTag {
  const term = parseTerm(text);
  if (!term.ok) return term;
  if (term.negated) return { ok: false, problem: 'negated' };
  return { ok: true, name: term.name, value: term.value };
}

export function parseTagExpression(text: string): ParsedTagExpression {
  const parts = text.split(',');
  if (parts.length > MAX_TAG_TERMS) return { ok: false, problem: 'too-many-terms' };
  const terms: TagTerm[] = [];
  for (const part of parts) {
    const term = parseTerm(part);
    if (!term.ok) return term;
    terms.push({ name: term.name, value: term.value, negated: term.negated });
  }
  return { ok: true, terms };
}

export function matchesTags(tags: readonly Tag[], terms: readonly TagTerm[]): boolean {
  return terms.every((term) => matchesTerm(tags, term));
}

/** `name`, or `name=value` where it has one. */
export function formatTag({ name, value }: Tag): string {
  return value === '' ? name : `${name}=${value}`;
}

export function checkTag({ name, value }: Tag): TagProblem | null {
  if (name.trim() === '') return 'empty-name';
  if (name.length > MAX_TAG_NAME_LENGTH) return 'name-too-long';
  if (value.length > MAX_TAG_VALUE_LENGTH) return 'value-too-long';
  if (/^[~!]/.test(name)) return 'negated';
  // A value may hold a comma, as orchestrator's may; then an expression finds the tag by its name only.
  if (/[,=]/.test(name)) return 'name-has-a-separator';
  return hasControlCharacters(name) || hasControlCharacters(value) ? 'has-control-characters' : null;
}

export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

type ParsedTerm = ({ readonly ok: true } & TagTerm) | { readonly ok: false; readonly problem: TagProblem };

function parseTerm(text: string): ParsedTerm {
  const trimmed = text.trim();
  const negated = /^[~!]/.test(trimmed);
  const bare = negated ? trimmed.slice(1) : trimmed;
  const equals = bare.indexOf('=');
  const name = (equals === -1 ? bare : bare.slice(0, equals)).trim();
  const value = equals === -1 ? null : bare.slice(equals + 1).trim();
  const problem = checkTag({ name, value: value ?? '' });
  return problem === null ? { ok: true, name, value, negated } : { ok: false, problem };
}

function matchesTerm(tags: readonly Tag[], { name, value, negated }: TagTerm): boolean {
  const found = tags.find((tag) => tag.name === name);
  if (found === undefined) return negated && value === null;
  if (value === null) return !negated;
  return negated ? found.value !== value : found.value === value;
}
