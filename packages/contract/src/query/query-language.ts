/** What can be asked for: the fields of a thing, how each is read from it, and what the answer to a query is. */
import type { Comparison, Pattern, QueryTerm, QueryValue } from './query.ts';

export type QueryField<Item> =
  | { readonly kind: 'text'; readonly name: string; readonly read: (item: Item) => readonly string[] }
  | {
      /** One of few words. */
      readonly kind: 'choice';
      readonly name: string;
      readonly choices: readonly string[];
      readonly read: (item: Item) => readonly string[];
    }
  | {
      readonly kind: 'number';
      readonly name: string;
      /** `seconds` may be written with a unit: `90s`, `5m`, `2h`, `1d`. */
      readonly unit: 'seconds' | 'count';
      /** `null`: not known, which is neither more nor less than anything. */
      readonly read: (item: Item) => number | null;
      /** What may stand in place of a number. */
      readonly words?: Readonly<Record<string, (item: Item) => boolean>>;
    }
  | { readonly kind: 'version'; readonly name: string; readonly read: (item: Item) => readonly string[] };

export interface QueryLanguage<Item> {
  readonly fields: readonly QueryField<Item>[];
  /** All of an item that words without a field are looked for in, in lower case. */
  readonly words: (item: Item) => string;
}

type Test<Item> = (item: Item) => boolean;

export function fieldOf<Item>(
  { fields }: Pick<QueryLanguage<Item>, 'fields'>,
  name: string,
): QueryField<Item> | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name === wanted);
}

/** Whether all of these hold of an item. Terms of fields that the language does not have are left out. */
export function queryTest<Item>(terms: readonly QueryTerm[], language: QueryLanguage<Item>): Test<Item> {
  const tests = terms.flatMap((term): readonly Test<Item>[] => {
    const test = termTest(term, language);
    if (test === null) return [];
    return [term.negated ? (item) => !test(item) : test];
  });
  return (item) => tests.every((test) => test(item));
}

function termTest<Item>(term: QueryTerm, language: QueryLanguage<Item>): Test<Item> | null {
  if (term.kind === 'word') {
    const holds = containing(term.word);
    return (item) => holds(language.words(item));
  }
  const field = fieldOf(language, term.field);
  if (field === undefined) return null;
  const tests = term.values.map((value) => valueTest(field, value));
  return (item) => tests.some((test) => test(item));
}

function valueTest<Item>(field: QueryField<Item>, value: QueryValue): Test<Item> {
  if (field.kind === 'number') {
    const word = field.words?.[value.text.toLowerCase()];
    if (word !== undefined) return word;
    const limit = readNumber(value.text, field.unit);
    const { read } = field;
    return (item) => {
      const number = read(item);
      return number !== null && limit !== null && holds(number - limit, value.comparison);
    };
  }
  const { read } = field;
  if (field.kind === 'version' && value.comparison !== '=') {
    return (item) => read(item).some((one) => holds(compareVersions(one, value.text), value.comparison));
  }
  const isIt = matching(value);
  return (item) => read(item).some(isIt);
}

function holds(difference: number, comparison: Comparison): boolean {
  switch (comparison) {
    case '=':
      return difference === 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
  }
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `null`: that is no number, or not in this unit. */
export function readNumber(text: string, unit: 'seconds' | 'count'): number | null {
  const [, digits, letter = 's'] = /^(\d{1,12}(?:\.\d{1,6})?)([smhd])?$/i.exec(text) ?? [];
  if (digits === undefined || (unit === 'count' && /[a-z]$/i.test(text))) return null;
  return Number(digits) * (SECONDS[letter.toLowerCase()] ?? 1);
}

/** Part by part as numbers; only as many parts as are asked for, so that 8.4.3 is 8.4. */
function compareVersions(version: string, wanted: string): number {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [at, part] of wanted.split('.').map(Number).entries()) {
    const difference = (parts[at] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The whole text, in upper or lower case. */
export function matching(pattern: Pattern): (text: string) => boolean {
  const wanted = pattern.text.toLowerCase();
  if (pattern.isLiteral || !wanted.includes('*')) return (text) => text.toLowerCase() === wanted;
  const expression = new RegExp(`^${expressionOf(wanted)}$`, 's');
  return (text) => expression.test(text.toLowerCase());
}

/** Anywhere in a text in lower case. */
function containing(pattern: Pattern): (text: string) => boolean {
  const wanted = pattern.text.toLowerCase();
  if (pattern.isLiteral || !wanted.includes('*')) return (text) => text.includes(wanted);
  const expression = new RegExp(expressionOf(wanted), 's');
  return (text) => expression.test(text);
}

/** Of stars in a row one is left: more of them would only make the search slow. */
function expressionOf(glob: string): string {
  return glob
    .split(/\*+/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*?');
}
