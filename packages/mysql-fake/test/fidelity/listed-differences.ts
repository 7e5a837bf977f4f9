/**
 * Differences that are known and stay: each has its reason on docs/domain/fidelity.md under the same id. A test compares
 * the two lists.
 */
import type { Sequence, Step } from './sequence.ts';

export interface Difference {
  /** `answer`, or `server.fact`. */
  readonly fact: string;
  readonly real: string;
  readonly fleet: string;
}

export interface Met {
  readonly difference: Difference;
  readonly sequence: Sequence;
  /** `null`: before the first. */
  readonly step: Step | null;
}

export interface ListedDifference {
  readonly id: string;
  readonly covers: (met: Met) => boolean;
}

export const LISTED_DIFFERENCES: readonly ListedDifference[] = [
  {
    id: 'binlog-checkpoint',
    covers: ({ difference: { fact, real, fleet }, sequence }) =>
      isMariadb(sequence) &&
      /\.(read|executed)$/.test(fact) &&
      fleet.endsWith(' equal') &&
      real === fleet.replace(/equal$/, 'before'),
  },
];

function isMariadb({ ground }: Sequence): boolean {
  return ground.flavor !== 'mysql';
}

/** The id under which it is listed; `null`: it is a bug of the fleet. */
export function isListed(met: Met): string | null {
  return LISTED_DIFFERENCES.find(({ covers }) => covers(met))?.id ?? null;
}
