/** What stands at the top of a tree. */
import type { Prng } from '../chance/prng.ts';
import type { Tree } from './servers.ts';

/** Of the servers at the top, in order of their names. */
export interface TopServer {
  readonly name: string;
  readonly source: string | null;
  readonly group: string | null;
  /** Read-only is off. */
  readonly writable: boolean;
  /** Clients write here. */
  readonly writes: boolean;
}

type Top = 'master' | 'co-masters' | 'ring' | 'group';
const TOPS: readonly Top[] = [
  'master',
  'master',
  'master',
  'master',
  'master',
  'master',
  'co-masters',
  'ring',
  'group',
  'group',
];
const GROUP_SIZE = 3;
const RING_SIZE = 3;
/** A group has the form of a UUID for a name. */
const GROUP_NAME = 'aaaaaaaa-bbbb-cccc-dddd-0000000000';

export function topOf(prng: Prng, { prefix, family, number }: Tree): readonly TopServer[] {
  const top = prng.pick(TOPS) ?? 'master';
  if (top === 'co-masters') return circle(prng, prefix, 2);
  if (top === 'ring') return circle(prng, prefix, RING_SIZE);
  if (top === 'group' && family === 'mysql') return group(prefix, number);
  return [{ name: `${prefix}1`, source: null, group: null, writable: true, writes: true }];
}

/** Each reads from the next; the first is written to, the others sometimes too. */
function circle(prng: Prng, prefix: string, size: number): readonly TopServer[] {
  const isActive = prng.chance(0.4);
  return Array.from({ length: size }, (_, index) => ({
    name: `${prefix}${index + 1}`,
    source: `${prefix}${((index + 1) % size) + 1}`,
    group: null,
    writable: index === 0 || isActive,
    writes: index === 0 || isActive,
  }));
}

/** Whoever is its primary is written to. */
function group(prefix: string, number: number): readonly TopServer[] {
  const name = `${GROUP_NAME}${String(number).padStart(2, '0')}`;
  return Array.from({ length: GROUP_SIZE }, (_, index) => ({
    name: `${prefix}${index + 1}`,
    source: null,
    group: name,
    writable: false,
    writes: true,
  }));
}
