/** MySQL and its relatives, or MariaDB; they differ in flags, in how a data directory is made, and in SQL. */
export type ServerFamily = 'mysql' | 'mariadb';

export type BinariesOrigin = 'named' | 'path' | 'cache';

/** A server program that was run once (`--version`) and answered. */
export interface ServerBinaries {
  readonly family: ServerFamily;
  /** Digits and dots, for example `10.11.18`. Compare with `compareVersions`, never as text. */
  readonly version: string;
  readonly origin: BinariesOrigin;
  /** The program and the arguments that must come first: a server unpacked into the cache is run through its own `ld-linux`. */
  readonly command: readonly string[];
  /** Where its files are; empty for an installed server, which knows. */
  readonly locationFlags: readonly string[];
  /** The folder of plug-ins, for example to see under which name semi-sync ships. */
  readonly pluginDirectory: string;
  /** The folder with error messages and, for MariaDB, with the SQL that makes the system tables. */
  readonly shareDirectory: string;
}

/** Negative, zero or positive, part by part as numbers: 8.4 < 9.7 < 26.7 < 26.10. */
export function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [left.split('.').map(Number), right.split('.').map(Number)];
  const length = Math.max(leftParts.length, rightParts.length);
  for (let index = 0; index < length; index++) {
    const difference = (leftParts[index] ?? 0) - (rightParts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version belongs to a series: `10.11.18` to `10.11` and to `10`, not to `10.1`. */
export function isOfSeries(version: string, series: string): boolean {
  return `${version}.`.startsWith(`${series}.`);
}
