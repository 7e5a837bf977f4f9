/** Which dialect a product speaks: that of its family's newest generation that is not newer than the product. */
import { familyOf, type Product } from '@topiary/domain';
import type { Dialect } from './dialect.ts';
import { generationOf, type Generation } from './generation.ts';
import { mariadb102 } from './mariadb-10.2/words.ts';
import { mariadb105 } from './mariadb-10.5/words.ts';
import { mariadbDialect } from './mariadb/dialect.ts';
import { maxscale } from './maxscale/dialect.ts';
import { mysql57 } from './mysql-5.7/words.ts';
import { mysql80 } from './mysql-8.0/words.ts';
import { mysql84 } from './mysql-8.4/words.ts';
import { mysqlDialect } from './mysql/dialect.ts';

export type DialectChoice =
  | { readonly kind: 'dialect'; readonly dialect: Dialect }
  | { readonly kind: 'unsupported'; readonly detail: string };

const SUPPORTED = "MySQL, Percona Server and NDB from 5.7, MariaDB from 10.2, and MaxScale's binlog router";

const MYSQL = dialectsOf([...mysql57, ...mysql80, ...mysql84], mysqlDialect);
const MARIADB = dialectsOf([...mariadb102, ...mariadb105], mariadbDialect);

export function chooseDialect(product: Product): DialectChoice {
  const dialect = dialectOf(product);
  if (dialect !== null) return { kind: 'dialect', dialect };
  return {
    kind: 'unsupported',
    detail: `version ${product.version.text} (${product.comment}) is not supported; supported are ${SUPPORTED}`,
  };
}

function dialectOf(product: Product): Dialect | null {
  // Its version says what it pretends to be.
  if (product.flavor === 'maxscale') return maxscale;
  return generationOf(familyOf(product) === 'mariadb' ? MARIADB : MYSQL, product.version);
}

/** Made once: a dialect is the same value for every server that speaks it. */
function dialectsOf<Words>(
  generations: readonly Generation<Words>[],
  dialectFrom: (words: Words) => Dialect,
): readonly Generation<Dialect>[] {
  return generations.map(({ since, value }) => ({ since, value: dialectFrom(value) }));
}
