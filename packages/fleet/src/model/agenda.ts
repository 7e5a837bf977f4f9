/**
 * What is to happen when: a binary heap ordered by time, then by the order of scheduling, so that equal runs are equal.
 * An entry that belongs to a server waits while the server is frozen and is void once it has died.
 */
import { assert } from '@topiary/domain';

/** What an entry needs to know of the server it belongs to. */
export interface AgendaOwner {
  readonly power: 'up' | 'down' | 'frozen';
  /** Counts starts: entries of an earlier life are void. */
  readonly incarnation: number;
  /** Entries that came due while it was frozen, in order. */
  readonly suspended: AgendaEntry[];
}

export interface AgendaEntry {
  atMs: number;
  sequence: number;
  readonly owner: AgendaOwner | null;
  readonly incarnation: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** More than any fleet has on its mind; reaching it means that something schedules without end. */
const MAX_ENTRIES = 20_000_000;

export class Agenda {
  readonly #heap: AgendaEntry[] = [];
  #sequence = 0;

  schedule(atMs: number, owner: AgendaOwner | null, run: () => void): AgendaEntry {
    const entry: AgendaEntry = {
      atMs,
      sequence: 0,
      owner,
      incarnation: owner?.incarnation ?? 0,
      run,
      cancelled: false,
    };
    this.#insert(entry);
    return entry;
  }

  /** An entry that was parked: the same object, so that whoever holds it can still cancel it. */
  resume(entry: AgendaEntry, atMs: number): void {
    entry.atMs = atMs;
    this.#insert(entry);
  }

  /** When something is to happen next; entries that are void are dropped on the way. */
  nextMs(): number | null {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return null;
      if (!isVoid(first)) return first.atMs;
      this.#removeFirst();
    }
  }

  /** Takes the next entry due by then, or parks it with its frozen owner and looks further. */
  takeDue(byMs: number): AgendaEntry | null {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.atMs > byMs) return null;
      this.#removeFirst();
      if (isVoid(first)) continue;
      if (first.owner?.power !== 'frozen') return first;
      first.owner.suspended.push(first);
    }
  }

  get size(): number {
    return this.#heap.length;
  }

  #insert(entry: AgendaEntry): void {
    assert(this.#heap.length < MAX_ENTRIES, 'an agenda is bounded', this.#heap.length);
    this.#sequence += 1;
    entry.sequence = this.#sequence;
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1);
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #down(from: number): void {
    let place = from;
    for (;;) {
      const left = place * 2 + 1;
      const right = left + 1;
      let least = place;
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left;
      if (right < this.#heap.length && this.#isBefore(right, least)) least = right;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #isBefore(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (one === undefined || other === undefined) return false;
    return one.atMs === other.atMs ? one.sequence < other.sequence : one.atMs < other.atMs;
  }

  #swap(left: number, right: number): void {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    if (one === undefined || other === undefined) return;
    this.#heap[left] = other;
    this.#heap[right] = one;
  }
}

export function isVoid({ cancelled, owner, incarnation }: AgendaEntry): boolean {
  return cancelled || (owner !== null && (owner.power === 'down' || owner.incarnation !== incarnation));
}
