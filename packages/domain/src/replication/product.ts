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
