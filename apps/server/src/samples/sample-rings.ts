/**
 * The last hour of every server in a fixed number of slots: how far its replication was behind, and what a probe took.
 * Two bytes for the one and two for the other, in slabs of many servers: 360 slots of 10,000 servers are 14 MB, and two
 * objects for the garbage collector where one array each would be twenty thousand.
 */
import type { InstanceId } from '@topiary/domain';

export const SLOTS = 360;
export const SLOT_MS = 10_000;

/** Servers of one slab. */
const PER_SLAB = 256;
/** Nothing was measured. */
const NONE = 0xffff;
const LARGEST = 0xfffe;

export interface SampledValues {
  /** In order, one of each slot; `null`: nothing was measured. */
  readonly values: readonly (number | null)[];
}

/** One quantity of all servers. A slot keeps the largest value that came while it lasted. */
export class SampleRings {
  private readonly slabs: Uint16Array[] = [];
  private readonly places = new Map<InstanceId, Place>();
  private readonly free: number[] = [];
  private readonly code: ValueCode;
  private next = 0;

  constructor(code: ValueCode) {
    this.code = code;
  }

  get servers(): number {
    return this.places.size;
  }

  /** `slot`: of all time, `slotOf` gives it. Slots that were passed over hold nothing. */
  add(id: InstanceId, slot: number, value: number): void {
    const place = this.placeOf(id, slot);
    const ring = this.ringOf(place.index);
    const from = Math.max(place.newest + 1, slot - SLOTS + 1);
    for (let passed = from; passed <= slot; passed += 1) ring[passed % SLOTS] = NONE;
    if (slot <= place.newest - SLOTS) return;
    place.newest = Math.max(place.newest, slot);
    const before = ring[slot % SLOTS] ?? NONE;
    const now = Math.min(LARGEST, Math.max(0, Math.round(this.code.encode(value))));
    if (before === NONE || now > before) ring[slot % SLOTS] = now;
  }

  /** `count` slots up to and with this one, the oldest first. */
  read(id: InstanceId, slot: number, count: number): readonly (number | null)[] {
    const place = this.places.get(id);
    const ring = place === undefined ? null : this.ringOf(place.index);
    return Array.from({ length: count }, (_, index) => {
      const at = slot - count + 1 + index;
      if (ring === null || place === undefined || at > place.newest || at <= place.newest - SLOTS || at < 0)
        return null;
      const kept = ring[at % SLOTS] ?? NONE;
      return kept === NONE ? null : this.code.decode(kept);
    });
  }

  ids(): Iterable<InstanceId> {
    return this.places.keys();
  }

  forget(id: InstanceId): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.places.delete(id);
    this.ringOf(place.index).fill(NONE);
    this.free.push(place.index);
  }

  private placeOf(id: InstanceId, slot: number): Place {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const index = this.free.pop() ?? this.next++;
    // Before the first sample there is nothing to pass over: a ring begins empty.
    const place = { index, newest: slot - 1 };
    this.places.set(id, place);
    return place;
  }

  private ringOf(index: number): Uint16Array {
    const slab = Math.floor(index / PER_SLAB);
    while (this.slabs.length <= slab) this.slabs.push(new Uint16Array(PER_SLAB * SLOTS).fill(NONE));
    const start = (index % PER_SLAB) * SLOTS;
    return (this.slabs[slab] ?? new Uint16Array(PER_SLAB * SLOTS)).subarray(start, start + SLOTS);
  }
}

interface Place {
  readonly index: number;
  /** The last slot that was written. */
  newest: number;
}

export function slotOf(atMs: number): number {
  return Math.floor(atMs / SLOT_MS);
}

/** A number of 16 bits for a value, and back. */
export interface ValueCode {
  readonly encode: (value: number) => number;
  readonly decode: (kept: number) => number;
}

/** Of a probe: tenths of a millisecond up to 6.5 s. */
export const TENTHS: ValueCode = { encode: (ms) => ms * 10, decode: (kept) => kept / 10 };

/** Whole seconds up to nine hours, then minutes: up to 23 days, with no value off by more than a three-hundredth. */
export const SECONDS: ValueCode = {
  encode: (seconds) => (seconds <= FINE ? seconds : FINE + (seconds - FINE) / 60),
  decode: (kept) => (kept <= FINE ? kept : FINE + (kept - FINE) * 60),
};
const FINE = 32_767;
