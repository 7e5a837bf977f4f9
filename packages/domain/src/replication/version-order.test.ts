import { expect, test } from 'vitest';
import { detectProduct } from './product.ts';
import type { Product } from './product.ts';
import { canReplicate } from './version-order.ts';

function product(text: string): Product {
  const found = detectProduct(text, text.includes('-28') ? 'Percona Server (GPL)' : '');
  if (found === null) throw new Error(`no version: ${text}`);
  return found;
}

test.each([
  // replica, source, level, code
  ['8.0.36', '8.0.22', 'allow', 'same-series'],
  ['8.0.22', '8.0.36', 'allow', 'same-series'],
  ['8.0.36-28', '8.0.39', 'allow', 'same-series'],
  ['8.0.36', '5.7.44-log', 'allow', 'replica-newer'],
  ['8.4.3', '8.0.36', 'allow', 'replica-newer'],
  ['8.4.3', '8.2.0', 'allow', 'replica-newer'],
  ['9.7.4', '8.4.3', 'allow', 'replica-newer'],
  ['26.10.0', '9.7.4', 'allow', 'replica-newer'],
  ['26.10.0', '26.7.0', 'allow', 'replica-newer'],
  ['8.4.3', '5.7.44', 'warn', 'replica-skips-series'],
  ['9.1.0', '8.0.36', 'warn', 'replica-skips-series'],
  ['26.7.0', '8.4.3', 'warn', 'replica-skips-series'],
  ['8.0.36', '8.4.3', 'refuse', 'replica-older'],
  ['9.7.4', '26.7.0', 'refuse', 'replica-older'],
  ['26.7.0', '26.10.0', 'refuse', 'replica-older'],
  ['11.8.9-MariaDB', '10.2.44-MariaDB', 'allow', 'replica-newer'],
  ['10.11.19-MariaDB', '10.11.4-MariaDB', 'allow', 'same-series'],
  ['10.6.21-MariaDB', '10.11.19-MariaDB', 'refuse', 'replica-older'],
  ['10.11.4-MariaDB', '5.7.44', 'warn', 'mysql-to-mariadb-by-file-position'],
  ['10.11.11-MariaDB', '8.0.36', 'warn', 'mysql-to-mariadb-by-file-position'],
  ['11.8.1-MariaDB', '8.0.36', 'warn', 'mysql-to-mariadb-by-file-position'],
  ['10.11.10-MariaDB', '8.0.36', 'refuse', 'mysql-too-new-for-mariadb'],
  ['11.7.1-MariaDB', '8.0.36', 'refuse', 'mysql-too-new-for-mariadb'],
  ['11.8.9-MariaDB', '8.4.3', 'refuse', 'mysql-too-new-for-mariadb'],
  ['26.7.0', '10.11.19-MariaDB', 'refuse', 'mariadb-to-mysql'],
  ['10.2.12 2.3.4-maxscale', '26.7.0', 'allow', 'replica-is-binlog-server'],
])('a replica %s below a source %s: %s, %s', (replica, source, level, code) => {
  expect(canReplicate(product(replica), product(source))).toEqual({ level, code });
});
