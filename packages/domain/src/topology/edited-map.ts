/** Sorted maps that are replaced instead of edited; what is not touched is shared with the map before. */
import { compareText } from './edges.ts';

export interface Edit<Key, Value> {
  readonly set: Iterable<readonly [Key, Value]>;
  readonly remove: Iterable<Key>;
}

/** The same map when nothing changes. Removals come first; keys stay in order. */
export function edited<Key extends string, Value>(
  map: ReadonlyMap<Key, Value>,
  { set, remove }: Edit<Key, Value>,
): ReadonlyMap<Key, Value> {
  let copy: Map<Key, Value> | null = null;
  let grew = false;
  for (const key of remove) if (map.has(key)) (copy ??= new Map(map)).delete(key);
  for (const [key, value] of set) {
    if ((copy ?? map).get(key) === value && value !== undefined) continue;
    copy ??= new Map(map);
    grew ||= !copy.has(key);
    copy.set(key, value);
  }
  if (copy === null || !grew) return copy ?? map;
  return new Map([...copy].toSorted(([left], [right]) => compareText(left, right)));
}
