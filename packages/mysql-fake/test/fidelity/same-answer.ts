/** Whether two worlds answered a packet alike: kinds, error numbers, notes, columns, and values where they are one. */
import type { Answer, StatementAnswer } from './world.ts';

/** Deprecated words: which ones are is a matter of the patch level. */
const DEPRECATED = new Set([1287, 1681]);
/** Columns whose one value says the same in both worlds. */
const COMPARED_VALUE = /^(SELECT )?(WAIT_FOR|MASTER_GTID_WAIT|MASTER_POS_WAIT|SOURCE_POS_WAIT|@@)/i;

export function sameAnswer(real: Answer, fleet: Answer): boolean {
  return tellAnswer(real) === tellAnswer(fleet);
}

export function tellAnswer(answer: Answer): string {
  return answer.map((each, index) => tellStatement(each, index === answer.length - 1)).join(' | ');
}

/** Notes are known of the last statement alone. */
function tellStatement(answer: StatementAnswer, isLast: boolean): string {
  switch (answer.kind) {
    case 'ok': {
      const notes = answer.notes.filter((number) => !DEPRECATED.has(number));
      return notes.length === 0 || !isLast ? 'ok' : `ok with notes ${notes.join(', ')}`;
    }
    case 'error':
      return `error ${answer.number}`;
    case 'lost':
      return `lost (${answer.code})`;
    case 'rows':
      return `rows of ${answer.columns.map(columnOf).join(', ')}${valueOf(answer.columns, answer.rows)}`;
  }
}

/** The expression is the column's name, and what was filled in differs. */
function columnOf(name: string): string {
  return /\(/.test(name) ? name.replace(/\(.*/, '(…)') : name;
}

function valueOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const [column = ''] = columns;
  if (columns.length !== 1 || !COMPARED_VALUE.test(column)) return '';
  const value = rows[0]?.[0];
  // How many events were waited for is a matter of time.
  const counted = /POS_WAIT/i.test(column) && typeof value === 'number' && value >= 0;
  return ` = ${counted ? 'some events' : String(value)}`;
}
