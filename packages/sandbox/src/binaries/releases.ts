import type { Family } from '@topiary/domain';

/** What can be fetched, and from where. Series are not fixed: Debian moves on, above all in sid. */
export interface FetchableRelease {
  readonly family: Family;
  readonly suite: string;
  readonly packages: readonly string[];
  /** The series that a stable Debian release keeps for its life; null where the series moves. */
  readonly series: string | null;
}

/** In order of preference within a family. Source: design.md §5. */
export const FETCHABLE_RELEASES: readonly FetchableRelease[] = [
  { family: 'mysql', suite: 'sid', packages: ['mysql-server-core', 'mysql-client-core'], series: null },
  { family: 'mariadb', suite: 'trixie', packages: ['mariadb-server-core'], series: '11.8' },
  { family: 'mariadb', suite: 'bookworm', packages: ['mariadb-server-core'], series: '10.11' },
];

/** Which server is wanted: a family, and a series (`10.11`) if that matters. */
export interface ServerWish {
  readonly family: Family;
  readonly series?: string;
}

export function nameOfWish(wish: ServerWish): string {
  return wish.series === undefined ? wish.family : `${wish.family}-${wish.series}`;
}
