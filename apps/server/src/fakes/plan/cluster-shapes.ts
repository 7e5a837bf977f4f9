/**
 * What the clusters of a fleet of fakes look like: a cross-section of what is met in production. The fleet is filled with
 * these shapes in turn, so the first ones are what a small fleet shows. A server is a letter in the topology's text; the
 * first one takes writes unless the shape says otherwise.
 */
import type { ServerSpec } from '@topiary/fleet';

type Settings = NonNullable<ServerSpec['settings']>;

export interface ClusterShape {
  /** In the language of written topologies. */
  readonly topology: string;
  /** `@@version` and `@@version_comment`, as `ServerSpec` has them. */
  readonly product: ProductText;
  /** How its replicas find their place. */
  readonly positioning: 'gtid' | 'file';
  /** By letter: what differs from the others. */
  readonly servers?: Readonly<Record<string, ServerTraits>>;
  /** Letters that take writes, where it is not the first one alone. */
  readonly masters?: readonly string[];
  /** The first letter waits for one of the others. */
  readonly semiSync?: readonly string[];
  /** Letters that form a replication group; the first one begins as its primary. */
  readonly group?: readonly string[];
  /** Letters that are SQL nodes of one NDB cluster. */
  readonly sqlNodes?: readonly string[];
}

export interface ProductText {
  readonly version: string;
  readonly comment?: string;
}

export interface ServerTraits {
  readonly product?: ProductText;
  readonly delaySeconds?: number;
  readonly settings?: Settings;
  /** Keeps its source's log and runs no SQL. */
  readonly isBinlogServer?: true;
}

const HOUR_SECONDS = 3_600;

const percona = (version: string): ProductText => ({
  version,
  comment: 'Percona Server (GPL), Release 30, Revision 41ebc5d9',
});
const MYSQL_57: ProductText = { version: '5.7.44-log' };
const MYSQL_8_0_21: ProductText = { version: '8.0.21' };
const MYSQL_8_0_25: ProductText = { version: '8.0.25' };
const MYSQL_8_0_36: ProductText = { version: '8.0.36' };
const MYSQL_8_4: ProductText = { version: '8.4.6' };
const MYSQL_9_7: ProductText = { version: '9.7.4' };
const NDB: ProductText = { version: '8.0.36-cluster', comment: 'MySQL Cluster Community Server - GPL' };
const MARIADB_10_3: ProductText = { version: '10.3.39-MariaDB-log' };
const MARIADB_10_6: ProductText = { version: '10.6.18-MariaDB-log' };
const MARIADB_10_11: ProductText = { version: '10.11.14-MariaDB-log' };
const MARIADB_11_4: ProductText = { version: '11.4.7-MariaDB-log' };
const MARIADB_11_8: ProductText = { version: '11.8.6-MariaDB-log' };
const MAXSCALE: ProductText = { version: '2.3.20-maxscale', comment: 'MaxScale binlog router' };

const MULTI_PRIMARY: ServerTraits = { settings: { group_replication_single_primary_mode: 'OFF' } };

/** Alone, or with what is left of a fleet's count below it. */
export const PLAIN_PRODUCT: ProductText = MYSQL_8_4;

export const CLUSTER_SHAPES: readonly ClusterShape[] = [
  { topology: 'a > b, c, d, e', product: MYSQL_8_4, positioning: 'gtid', semiSync: ['b', 'c'] },
  { topology: 'a > b, c; b > d, e', product: MYSQL_8_0_36, positioning: 'gtid' },
  { topology: 'a > b, c, d', product: MARIADB_10_11, positioning: 'gtid' },
  { topology: 'a > b, c, d; b > e, f', product: MYSQL_57, positioning: 'file' },
  {
    topology: 'a > b, c, d',
    product: percona('8.0.36-28'),
    positioning: 'gtid',
    servers: { d: { delaySeconds: HOUR_SECONDS } },
  },
  { topology: 'a <> b; a > c; b > d', product: MARIADB_11_8, positioning: 'gtid' },
  { topology: 'a, b, c; a > d', product: MYSQL_9_7, positioning: 'gtid', group: ['a', 'b', 'c'] },
  { topology: 'a, b > c; a > d; b > e', product: MYSQL_8_0_25, positioning: 'gtid', masters: ['a', 'b'] },
  {
    topology: 'a > b > c, d, e',
    product: MYSQL_57,
    positioning: 'file',
    servers: { b: { product: MAXSCALE, isBinlogServer: true } },
  },
  // Two SQL nodes on the same data nodes, of which one feeds a replica: nothing but the data nodes leads to the other.
  { topology: 'a > c; b', product: NDB, positioning: 'gtid', masters: ['a', 'b'], sqlNodes: ['a', 'b'] },
  {
    // An upgrade that is under way.
    topology: 'a > b, c, d; c > e',
    product: MYSQL_8_0_36,
    positioning: 'gtid',
    servers: { c: { product: MYSQL_8_4 }, d: { product: MYSQL_8_4 }, e: { product: MYSQL_9_7 } },
  },
  { topology: 'a > b, c; b > d', product: MARIADB_10_3, positioning: 'gtid' },
  { topology: 'a > b, c, d; b > e, f, g, h; c > i, j, k, l', product: MYSQL_8_0_21, positioning: 'gtid' },
  { topology: 'a > b, c', product: MYSQL_9_7, positioning: 'gtid', semiSync: ['b', 'c'] },
  { topology: 'a > b, c', product: percona('5.7.44-48-log'), positioning: 'gtid' },
  { topology: 'a > b > c; a > d', product: MARIADB_10_6, positioning: 'gtid' },
  { topology: 'a <> b; a > c, d', product: MYSQL_8_0_36, positioning: 'gtid' },
  { topology: 'a > b, c, d, e, f', product: MARIADB_11_4, positioning: 'gtid' },
  // A ring, of which one takes writes, and a replica with filters.
  {
    topology: 'a > b > c > a; b > d',
    product: MARIADB_10_11,
    positioning: 'gtid',
    servers: { d: { settings: { replicate_ignore_db: 'scratch' } } },
  },
  // A group that takes its data from outside, as the second one of a ClusterSet does.
  { topology: 'a > b; c; d; d > e', product: MYSQL_8_4, positioning: 'gtid', group: ['b', 'c', 'd'] },
  {
    topology: 'a, b, c',
    product: MYSQL_8_0_36,
    positioning: 'gtid',
    masters: ['a', 'b', 'c'],
    group: ['a', 'b', 'c'],
    servers: { a: MULTI_PRIMARY, b: MULTI_PRIMARY, c: MULTI_PRIMARY },
  },
];
