/**
 * How far the heap may grow before its old generation is collected. What is known of a server lives until its next probe,
 * so all of it outlives the young generation: with Node's own limit, four times what was left, a process that watches
 * 10,000 servers grows by half its size between two collections (`docs/decisions/0043-the-heap-is-collected-earlier.md`).
 */
import { setFlagsFromString } from 'node:v8';

/** In per cent of what the last collection left. */
const GROWTH_PERCENT = 160;

/** For the whole process; only who owns it should call this. */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
