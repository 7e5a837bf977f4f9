import { describe, expect, test } from 'vitest';
import {
  atLeast,
  compareVersions,
  detectFlavor,
  detectProduct,
  majorSeries,
  parseVersion,
  sameFamily,
} from './product.ts';
import type { Product, ServerVersion } from './product.ts';

function version(text: string): ServerVersion {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`no version: ${text}`);
  return parsed;
}

function product(text: string, comment: string): Product {
  const found = detectProduct(text, comment);
  if (found === null) throw new Error(`no version: ${text}`);
  return found;
}

describe('a version text', () => {
  test.each([
    ['5.7.44-log', [5, 7, 44]],
    ['8.0.22', [8, 0, 22]],
    ['8.0.36-28.1', [8, 0, 36]],
    ['9.7.4-0+deb14u1', [9, 7, 4]],
    ['26.7.0', [26, 7, 0]],
    ['26.10.1.3-commercial', [26, 10, 1]],
    ['10.11.19-MariaDB-1:10.11.19+maria~deb12-log', [10, 11, 19]],
    ['5.5.5-10.11.19-MariaDB', [10, 11, 19]],
    ['5.5.62-38.14', [5, 5, 62]],
    ['8.0.mysql_aurora.3.04.0', [8, 0, 0]],
    ['11.8.9-MariaDB-ubu2404', [11, 8, 9]],
  ])('%s is read as numbers', (text, [major, minor, patch]) => {
    expect(version(text)).toMatchObject({ major, minor, patch });
  });

  test('keeps its own words, without the prefix of the handshake', () => {
    expect(version('5.5.5-10.11.19-MariaDB-log').text).toBe('10.11.19-MariaDB-log');
    expect(version('26.10.1.3').text).toBe('26.10.1.3');
  });

  test('that begins with no version is refused', () => {
    for (const text of ['', 'MariaDB', '8', 'v8.0.1', 'unknown']) expect(parseVersion(text)).toBe(null);
  });
});

test('versions are ordered as numbers along the whole line of releases', () => {
  const line = ['5.7.44', '8.0.2', '8.0.14', '8.0.22', '8.4.0', '9.7.4', '26.7.0', '26.10.0'];
  const ordered = line.toReversed().map(version).toSorted(compareVersions);
  expect(ordered.map(({ text }) => text)).toEqual(line);
});

test('at least asks for as many numbers as it is given', () => {
  expect(atLeast(version('8.0.22'), 8)).toBe(true);
  expect(atLeast(version('8.0.22'), 8, 0, 22)).toBe(true);
  expect(atLeast(version('8.0.21'), 8, 0, 22)).toBe(false);
  expect(atLeast(version('26.7.0'), 8, 4)).toBe(true);
  expect(atLeast(version('10.5.9'), 10, 11)).toBe(false);
});

test('the series is the first two numbers', () => {
  expect(majorSeries(version('10.11.19-MariaDB'))).toBe('10.11');
});

describe('the flavour', () => {
  test.each([
    ['8.4.3', 'MySQL Community Server - GPL', 'mysql'],
    ['9.7.4-0+deb14u1', '(Debian)', 'mysql'],
    ['8.0.36-28', 'Percona Server (GPL), Release 28, Revision 47601f19', 'percona'],
    ['8.0.35-27.1', 'Percona XtraDB Cluster (GPL), Release rel27, WSREP version 26.1.4.3', 'percona'],
    ['10.11.19-MariaDB-log', 'mariadb.org binary distribution', 'mariadb'],
    ['10.6.16-cluster', 'MariaDB Server', 'mariadb'],
    ['5.5.5-10.4.13-MariaDB', '', 'mariadb'],
    ['5.7.44-ndb-7.6.30', 'MySQL Cluster Community Server (GPL)', 'ndb'],
    ['8.0.36-cluster', 'MySQL Cluster Community Server - GPL', 'ndb'],
    ['10.2.12 2.3.4-maxscale', '', 'maxscale'],
  ])('of %s (%s) is %s', (text, comment, flavor) => {
    expect(detectFlavor(text, comment)).toBe(flavor);
  });

  test('decides the family', () => {
    const percona = product('8.0.36-28', 'Percona Server (GPL)');
    const mysql = product('8.4.3', 'MySQL Community Server - GPL');
    const mariadb = product('10.11.19-MariaDB', 'Debian 12');
    expect([sameFamily(percona, mysql), sameFamily(mysql, mariadb)]).toEqual([true, false]);
    expect(detectProduct('who knows', 'MariaDB')).toBe(null);
  });
});
