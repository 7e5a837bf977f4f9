/** Statements of other people, as they may be shown and kept. */
import { MAX_KEPT_STATEMENT, MAX_LISTED_STATEMENT } from './process.ts';

/** Text between quotes of either kind, also one that was cut off; hexadecimal values; numbers that are no part of a name. */
const VALUES =
  /'(?:[^'\\]|\\[^]|'')*(?:'|\\?$)|"(?:[^"\\]|\\[^]|"")*(?:"|\\?$)|\b0x[\da-f]+\b|(?<![\w.$`])\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi;
/** Words of statements that hold passwords. */
const SECRET = /\b(?:identified|password|auth_string)\b|\w_password\b/i;

/** As it stands, unless it may hold a password: then without its values. */
export function listedStatement(text: string): string {
  return (SECRET.test(text) ? withoutValues(text) : text).slice(0, MAX_LISTED_STATEMENT);
}

/** What it does and to what, without the values, which are nobody's business once it has ended. */
export function keptStatement(text: string): string {
  return withoutValues(text).replaceAll(/\s+/g, ' ').trim().slice(0, MAX_KEPT_STATEMENT);
}

function withoutValues(text: string): string {
  return text.replaceAll(VALUES, '?');
}
