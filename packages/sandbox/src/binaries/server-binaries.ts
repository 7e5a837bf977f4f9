import { assert, compareVersions, parseVersion, type Family, type ServerVersion } from '@topiary/domain';

export type BinariesOrigin = 'named' | 'path' | 'cache';

/** A server program that was run once (`--version`) and answered. */
export interface ServerBinaries {
  readonly family: Family;
  /** Digits and dots, for example `10.11.18`. Compare with `newerFirst` or by `versionNumbers`, never as text. */
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

/** The numbers of a version that a server told us. */
export function versionNumbers(version: string): ServerVersion {
  const parsed = parseVersion(version);
  assert(parsed !== null, 'a server found has a version that can be read', version);
  return parsed;
}

/** For sorting: negative when `left` is the newer. */
export function newerFirst(left: string, right: string): number {
  return compareVersions(versionNumbers(right), versionNumbers(left));
}

/** Whether a version belongs to a series: `10.11.18` to `10.11` and to `10`, not to `10.1`. */
export function isOfSeries(version: string, series: string): boolean {
  return `${version}.`.startsWith(`${series}.`);
}
