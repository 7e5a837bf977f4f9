/** What could be typed next, at the end of a query or anywhere in it. */
import { FIELD_HEAD, tokensOf } from './parse-query.ts';
import type { QueryToken } from './parse-query.ts';
import { quotedIfNeeded } from './query.ts';
import { fieldOf } from './query-language.ts';
import type { QueryField, QueryLanguage } from './query-language.ts';

export interface QueryCompletion {
  /** `field`: its name. `value`: one of its values. */
  readonly kind: 'field' | 'value';
  /** What is shown: the name with a colon, or the value. */
  readonly label: string;
  /** The whole query with it. */
  readonly text: string;
  /** Where one goes on typing. */
  readonly caret: number;
}

export const MAX_COMPLETIONS = 12;
/** Values are looked for in so many things at most: nobody waits for the rest while typing. */
const MAX_LOOKED_AT = 20_000;

export interface CompletionQuestion<Item> {
  readonly text: string;
  /** Where the caret stands, in characters from the start. */
  readonly caret: number;
  readonly language: QueryLanguage<Item>;
  /** What the values of texts are taken from. */
  readonly items: readonly Item[];
}

/** At most `MAX_COMPLETIONS`: fields whose name begins like the word at the caret, or values of its field. */
export function completeQuery<Item>(question: CompletionQuestion<Item>): readonly QueryCompletion[] {
  const { text, caret, language, items } = question;
  const token = tokensOf(text).find(({ start, text: own }) => start <= caret && caret <= start + own.length);
  const typed = token?.text.slice(0, caret - token.start) ?? '';
  const head = FIELD_HEAD.exec(typed);
  const field = head === null ? undefined : fieldOf(language, head[2] ?? '');
  if (head === null || field === undefined) return fieldCompletions(question, token, typed);
  const rest = typed.slice(head[0].length);
  const from = rest.lastIndexOf(',') + 1;
  const [, comparison = '', begun = ''] = /^([<>]=?|)"?(.*)$/su.exec(rest.slice(from)) ?? [];
  const place = { start: caret - rest.length + from + comparison.length, end: endOfValue(text, caret) };
  return candidatesOf(field, comparison, items)
    .filter((value) => value.toLowerCase().includes(begun.toLowerCase()) && value !== begun)
    .slice(0, MAX_COMPLETIONS)
    .map((value) => ({ kind: 'value', label: value, ...inserted(text, place, quotedIfNeeded(value)) }));
}

function fieldCompletions<Item>(
  { text, caret, language }: CompletionQuestion<Item>,
  token: QueryToken | undefined,
  typed: string,
): readonly QueryCompletion[] {
  const sign = typed.startsWith('-') ? '-' : '';
  const begun = typed.slice(sign.length).toLowerCase();
  const place = { start: token?.start ?? caret, end: token === undefined ? caret : token.start + token.text.length };
  return language.fields
    .filter(({ name }) => name.startsWith(begun))
    .slice(0, MAX_COMPLETIONS)
    .map(({ name }) => ({ kind: 'field', label: `${name}:`, ...inserted(text, place, `${sign}${name}:`) }));
}

function endOfValue(text: string, caret: number): number {
  const end = /[\s,]/.exec(text.slice(caret))?.index;
  return end === undefined ? text.length : caret + end;
}

function inserted(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  what: string,
): Pick<QueryCompletion, 'text' | 'caret'> {
  return { text: text.slice(0, start) + what + text.slice(end), caret: start + what.length };
}

/** The most frequent ones first. */
function candidatesOf<Item>(field: QueryField<Item>, comparison: string, items: readonly Item[]): readonly string[] {
  if (field.kind === 'choice') return field.choices;
  if (field.kind === 'number') return comparison === '' ? Object.keys(field.words ?? {}) : [];
  const counts = new Map<string, number>();
  let looked = 0;
  for (const item of items) {
    for (const value of field.read(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
    looked += 1;
    if (looked >= MAX_LOOKED_AT) break;
  }
  return [...counts]
    .toSorted(([one, ones], [other, others]) => others - ones || byText(one, other))
    .map(([one]) => one);
}

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
