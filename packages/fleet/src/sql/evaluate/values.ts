/** Values as the servers compare and convert them, as far as conditions of administrators need it. */
import type { SqlValue } from '../expression.ts';

export function numberOf(value: SqlValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === null) return 0;
  const [digits] = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(value) ?? [];
  return digits === undefined ? 0 : Number(digits);
}

export function textOf(value: SqlValue): string {
  return value === null ? '' : String(value);
}

export function isTrue(value: SqlValue): boolean {
  return value !== null && numberOf(value) !== 0;
}

export function truth(value: boolean): number {
  return value ? 1 : 0;
}

/** Below 0: less. Texts without regard to case; a number on one side makes both numbers. */
export function compare(left: string | number | bigint, right: string | number | bigint): number {
  if (typeof left === 'string' && typeof right === 'string') {
    const [one, other] = [left.toLowerCase(), right.toLowerCase()];
    return one === other ? 0 : one < other ? -1 : 1;
  }
  return numberOf(left) - numberOf(right);
}

/** LIKE: `%`, `_`, and a backslash before them. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === '\\' && at + 1 < pattern.length) {
      at += 1;
      source += escaped(pattern[at] ?? '');
    } else if (char === '%') source += '.*';
    else if (char === '_') source += '.';
    else source += escaped(char);
  }
  const expression = new RegExp(`^${source}$`, 'is');
  return (text) => expression.test(text);
}

function escaped(char: string): string {
  return /[.*+?^${}()|[\]\\/-]/.test(char) ? `\\${char}` : char;
}
