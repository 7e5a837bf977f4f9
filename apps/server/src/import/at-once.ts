/** Works through a list, so many at a time, and begins nothing any more when its time is over. */

export interface AtOnce {
  readonly atOnce: number;
  /** Asked before each. */
  readonly mayBegin: () => boolean;
}

/** In the order of the list; `null` for what was not begun. */
export async function eachAtOnce<Item, Result>(
  items: readonly Item[],
  { atOnce, mayBegin }: AtOnce,
  work: (item: Item) => Promise<Result>,
): Promise<readonly (Result | null)[]> {
  const results: (Result | null)[] = items.map(() => null);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (!mayBegin()) return;
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
