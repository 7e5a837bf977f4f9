/** COUNT, MIN and MAX over the rows that a SELECT keeps; there is no GROUP BY. */
import type { Expression, SqlValue } from '../expression.ts';
import { compare } from './values.ts';

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'MAX', 'MIN']);

export function isAggregateName(name: string): boolean {
  return AGGREGATES.has(name);
}

export function hasAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'count':
      return true;
    case 'call':
      return isAggregateName(expression.name) || expression.arguments.some(hasAggregate);
    case 'not':
    case 'minus':
    case 'is-null':
      return hasAggregate(expression.operand);
    case 'binary':
      return hasAggregate(expression.left) || hasAggregate(expression.right);
    case 'in':
      return [expression.operand, ...expression.list].some(hasAggregate);
    case 'like':
      return hasAggregate(expression.operand) || hasAggregate(expression.pattern);
    case 'between':
      return [expression.operand, expression.low, expression.high].some(hasAggregate);
    default:
      return false;
  }
}

/** NULL counts for nothing; the greatest of nothing is NULL. */
export function aggregate(name: string, values: readonly SqlValue[]): SqlValue {
  const known = values.filter((value) => value !== null);
  if (name === 'COUNT') return known.length;
  const direction = name === 'MAX' ? 1 : -1;
  return known.reduce<SqlValue>(
    (best, value) => (best === null || compare(value, best) * direction > 0 ? value : best),
    null,
  );
}
