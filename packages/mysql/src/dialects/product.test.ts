import { describe, expect, test } from 'vitest';
import { productOf, versionOf } from './product.ts';

describe('a version', () => {
  test.each([
    ['9.7.4-2', 9, 7, 4],
    ['8.4.0', 8, 4, 0],
    ['26.10.0', 26, 10, 0],
    ['10.11.18-MariaDB-0+deb12u1-log', 10, 11, 18],
    ['8.0.36-28.1', 8, 0, 36],
    ['26.10', 26, 10, 0],
    ['nonsense', 0, 0, 0],
  ])('%s is read as numbers', (text, major, minor, patch) => {
    expect(versionOf(text)).toEqual({ major, minor, patch, text });
  });
});

describe('a product', () => {
  test('is MariaDB by its version, with the prefix for old replicas taken away', () => {
    const product = productOf('5.5.5-10.11.18-MariaDB-0+deb12u1-log', 'Debian 12');
    expect(product.flavor).toBe('mariadb');
    expect(product.version).toMatchObject({ major: 10, minor: 11, text: '10.11.18-MariaDB-0+deb12u1-log' });
  });

  test('is Percona Server by its comment', () => {
    expect(productOf('8.4.3-3', 'Percona Server (GPL), Release 3').flavor).toBe('percona');
  });

  test.each(['8.0.36-cluster', '7.6.10-ndb-7.6.10'])('is NDB for %s', (version) => {
    expect(productOf(version, 'MySQL Cluster Community Server').flavor).toBe('ndb');
  });

  test('is MaxScale when it says so', () => {
    expect(productOf('10.3.1-maxscale', '').flavor).toBe('maxscale');
  });

  test('is MySQL otherwise', () => {
    expect(productOf('9.7.4-2', '(Debian)').flavor).toBe('mysql');
  });
});
