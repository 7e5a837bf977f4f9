/** Which versions there are, the oldest first, and which may replicate from which. */
import type { Family } from '@topiary/domain';
import type { Prng } from '../chance/prng.ts';

export const FAMILIES: readonly Family[] = ['mysql', 'mariadb'];

const VERSIONS: Readonly<Record<Family, readonly string[]>> = {
  mysql: ['8.0.43', '8.4.6', '9.7.1'],
  mariadb: ['10.6.22-MariaDB-log', '10.11.14-MariaDB-log', '11.8.3-MariaDB-log'],
};

export function versionsOf(family: Family): readonly string[] {
  return VERSIONS[family];
}

export function isAtLeastAsNew(version: string, other: string): boolean {
  return VERSIONS.mysql.includes(version)
    ? VERSIONS.mysql.indexOf(version) >= VERSIONS.mysql.indexOf(other)
    : VERSIONS.mariadb.indexOf(version) >= VERSIONS.mariadb.indexOf(other);
}

/** The version of a replica: as its source's, or newer. */
export function versionBelow(prng: Prng, source: string): string {
  const all = VERSIONS.mysql.includes(source) ? VERSIONS.mysql : VERSIONS.mariadb;
  return prng.pick(all.slice(all.indexOf(source))) ?? source;
}
