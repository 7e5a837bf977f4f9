/**
 * What a server is: its flavour and version. Versions are compared as numbers, because MySQL's line goes
 * 5.7 → 8.0 → 8.4 → 9.7 → 26.7 → 26.10, where text order is wrong twice. Source: spec/dialects §1.
 */
export const FLAVORS = ['mysql', 'percona', 'mariadb', 'ndb', 'maxscale'] as const;
export type Flavor = (typeof FLAVORS)[number];

/** MySQL and its relatives share GTID format and dialect; MariaDB has its own of both. */
export type Family = 'mysql' | 'mariadb';

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As the server prints it, suffixes included. */
  readonly text: string;
}

export interface Product {
  readonly flavor: Flavor;
  readonly version: ServerVersion;
  /** `@@version_comment`. */
  readonly comment: string;
}

export function familyOf(product: Product): Family {
  return product.flavor === 'mariadb' ? 'mariadb' : 'mysql';
}

/** Both sides of the wire can write the same GTIDs and speak the same dialect family. */
export function sameFamily(left: Product, right: Product): boolean {
  return familyOf(left) === familyOf(right);
}

/**
 * Reads `@@version` or the version of a handshake. MariaDB's handshake begins with "5.5.5-", put there so that old MySQL
 * replicas accept it; the real version follows. A missing patch number (cloud builds) is 0; a fourth number (MySQL 26.10's
 * `@@version_with_update`) stays in `text` only, since the server compares by three as well.
 * `null`: the text does not begin with a version.
 */
export function parseVersion(text: string): ServerVersion | null {
  const bare = text.trim().replace(/^5\.5\.5-(?=\d+\.\d+\.\d+)/, '');
  const found = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,6}))?/.exec(bare);
  if (found === null) return null;
  return { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3] ?? 0), text: bare };
}

/** `comment` is `@@version_comment`. Percona's clusters count as Percona. Source: spec/dialects §1, spec/discovery §6. */
export function detectFlavor(versionText: string, comment: string): Flavor {
  if (/maxscale/i.test(versionText)) return 'maxscale';
  if (/mariadb/i.test(versionText) || /mariadb/i.test(comment)) return 'mariadb';
  if (/percona/i.test(comment)) return 'percona';
  return /-(?:ndb|cluster)/i.test(versionText) ? 'ndb' : 'mysql';
}

/** `null`: the version text is none. */
export function detectProduct(versionText: string, comment: string): Product | null {
  const version = parseVersion(versionText);
  return version === null ? null : { flavor: detectFlavor(versionText, comment), version, comment };
}

/** Below 0: `left` is older. For versions of one family; MySQL's and MariaDB's numbers are lines of their own. */
export function compareVersions(left: ServerVersion, right: ServerVersion): number {
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}

export function atLeast(version: ServerVersion, major: number, minor = 0, patch = 0): boolean {
  return compareVersions(version, { major, minor, patch, text: '' }) >= 0;
}

/** `8.0`, `9.7`, `10.11`: what vendors call a release series and orchestrator a major version. For display, not for order. */
export function majorSeries(version: ServerVersion): string {
  return `${version.major}.${version.minor}`;
}

/** `11.8.6`: what people need on a card; the server's own text names distribution and build as well. */
export function shortVersion({ major, minor, patch }: ServerVersion): string {
  return `${major}.${minor}.${patch}`;
}
