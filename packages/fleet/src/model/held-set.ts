import type { HeldTransaction } from './held-transaction.ts';
import type { TransactionIdentity } from './transaction.ts';

/**
 * The transactions that a server's tables hold, as runs of numbers per stream: a replica of long standing costs a few
 * numbers, however much it has applied.
 */
export class HeldSet {
  /** Per stream `[first, last, first, last, …]`, ascending, runs apart from each other. */
  readonly #runs = new Map<string, number[]>();

  has({ stream, number }: TransactionIdentity): boolean {
    const runs = this.#runs.get(stream);
    if (runs === undefined) return false;
    const place = firstRunEndingAtOrAfter(runs, number);
    const first = runs[place];
    return first !== undefined && first <= number;
  }

  add({ stream, number }: TransactionIdentity): void {
    const runs = this.#runs.get(stream);
    if (runs === undefined) {
      this.#runs.set(stream, [number, number]);
      return;
    }
    const place = firstRunEndingAtOrAfter(runs, number - 1);
    const first = runs[place];
    const last = runs[place + 1];
    if (first === undefined || last === undefined) runs.push(number, number);
    else if (number < first - 1) runs.splice(place, 0, number, number);
    else if (number === first - 1) runs[place] = number;
    else if (number === last + 1) this.#extend(runs, place);
  }

  delete({ stream, number }: TransactionIdentity): void {
    const runs = this.#runs.get(stream);
    if (runs === undefined) return;
    const place = firstRunEndingAtOrAfter(runs, number);
    const first = runs[place];
    const last = runs[place + 1];
    if (first === undefined || last === undefined || first > number) return;
    const left: number[] = [];
    if (first < number) left.push(first, number - 1);
    if (number < last) left.push(number + 1, last);
    runs.splice(place, 2, ...left);
    if (runs.length === 0) this.#runs.delete(stream);
  }

  copy(): HeldSet {
    const copied = new HeldSet();
    for (const [stream, runs] of this.#runs) copied.#runs.set(stream, [...runs]);
    return copied;
  }

  /** In order of stream. */
  toList(): readonly HeldTransaction[] {
    return [...this.#runs]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([stream, runs]) => ({ stream, runs: pairsOf(runs) }));
  }

  #extend(runs: number[], place: number): void {
    const grown = (runs[place + 1] ?? 0) + 1;
    const next = runs[place + 2];
    // The next run may begin right behind: then they are one.
    if (next === grown + 1) runs.splice(place + 1, 2);
    else runs[place + 1] = grown;
  }
}

/** The place of the first run whose last number is at or above `number`; the end when there is none. */
function firstRunEndingAtOrAfter(runs: readonly number[], number: number): number {
  const newest = runs[runs.length - 1];
  if (newest === undefined || newest < number) return runs.length;
  let low = 0;
  let high = runs.length / 2 - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle * 2 + 1] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

function pairsOf(runs: readonly number[]): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let place = 0; place < runs.length; place += 2) pairs.push([runs[place] ?? 0, runs[place + 1] ?? 0]);
  return pairs;
}
