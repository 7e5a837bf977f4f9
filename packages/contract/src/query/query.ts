/**
 * A small language to ask for clusters and servers in: `problem:dead lag:>10 dc:bj,sh -tag:test "free words"`. All terms must
 * hold; of the values of one term, one. `-` turns a term round. `*` stands for anything, but not between quotes.
 */

/** What a text is compared with. */
export interface Pattern {
  readonly text: string;
  /** It was quoted: `*` is a star, and spaces and commas are part of it. */
  readonly isLiteral: boolean;
}

export const COMPARISONS = ['=', '>=', '<=', '>', '<'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface QueryValue extends Pattern {
  /** `=` where none was written. */
  readonly comparison: Comparison;
}

export type QueryTerm =
  | { readonly kind: 'word'; readonly negated: boolean; readonly word: Pattern }
  | {
      readonly kind: 'field';
      readonly negated: boolean;
      /** As the language names it. */
      readonly field: string;
      /** At least one. */
      readonly values: readonly QueryValue[];
    };

/** The text of a query: what is read from it is the same again. */
export function printQuery(terms: readonly QueryTerm[]): string {
  return terms.map(printTerm).join(' ');
}

export function printTerm(term: QueryTerm): string {
  const sign = term.negated ? '-' : '';
  if (term.kind === 'word') return sign + printPattern(term.word);
  const values = term.values.map(({ comparison, ...pattern }) => {
    return (comparison === '=' ? '' : comparison) + printPattern(pattern);
  });
  return `${sign}${term.field}:${values.join(',')}`;
}

export function printPattern({ text, isLiteral }: Pattern): string {
  return isLiteral ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text;
}

/** A value as a term has to hold it: quoted only where it would be read as something else. */
export function quotedIfNeeded(text: string): string {
  return printPattern({ text, isLiteral: text === '' || /[\s"\\,*<>=]/.test(text) });
}
