/** Which dialect a product speaks. Versions that no folder covers are refused with the list of those that are. */
import { familyOf, type Product } from '@topiary/domain';
import type { Dialect } from './dialect.ts';
import { mariadb1011 } from './mariadb-10.11/dialect.ts';
import { mysql84 } from './mysql-8.4/dialect.ts';

export type DialectChoice =
  | { readonly kind: 'dialect'; readonly dialect: Dialect }
  | { readonly kind: 'unsupported'; readonly detail: string };

const SUPPORTED = 'MySQL and Percona Server from 8.4, and MariaDB from 10.11';

export function chooseDialect(product: Product): DialectChoice {
  const dialect = dialectOf(product);
  if (dialect !== null) return { kind: 'dialect', dialect };
  return {
    kind: 'unsupported',
    detail: `version ${product.version.text} (${product.comment}) is not supported; supported are ${SUPPORTED}`,
  };
}

function dialectOf(product: Product): Dialect | null {
  if (product.flavor === 'maxscale') return null;
  if (familyOf(product) === 'mariadb') return atLeast(product, 10, 11) ? mariadb1011 : null;
  return atLeast(product, 8, 4) ? mysql84 : null;
}

function atLeast({ version }: Product, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
