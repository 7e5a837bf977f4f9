/**
 * Logic in three values: what is said of an unknown is said only if it is so either way. Hence knowing less never makes
 * anything true.
 */
import type { Tri } from './tri.ts';

export function not(value: Tri): Tri {
  if (value === 'unknown') return value;
  return value === 'yes' ? 'no' : 'yes';
}

export function allOf(...values: readonly Tri[]): Tri {
  if (values.includes('no')) return 'no';
  return values.includes('unknown') ? 'unknown' : 'yes';
}

export function anyOf(...values: readonly Tri[]): Tri {
  if (values.includes('yes')) return 'yes';
  return values.includes('unknown') ? 'unknown' : 'no';
}

/** `yes` of an empty list. */
export function every<Item>(items: readonly Item[], holds: (item: Item) => Tri): Tri {
  return allOf(...items.map(holds));
}

/** `no` of an empty list. */
export function some<Item>(items: readonly Item[], holds: (item: Item) => Tri): Tri {
  return anyOf(...items.map(holds));
}

/** `unknown` where either side is not known. */
export function compared<Value>(
  left: Value | null,
  right: Value | null,
  holds: (left: Value, right: Value) => boolean,
): Tri {
  if (left === null || right === null) return 'unknown';
  return holds(left, right) ? 'yes' : 'no';
}
