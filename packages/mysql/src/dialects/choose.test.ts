import { describe, expect, test } from 'vitest';
import { chooseDialect } from './choose.ts';
import { productOf } from './product.ts';

const nameFor = (version: string, comment = ''): string => {
  const choice = chooseDialect(productOf(version, comment));
  return choice.kind === 'dialect' ? choice.dialect.name : choice.kind;
};

describe('the dialect', () => {
  test.each([
    ['5.7.9', 'mysql-5.7'],
    ['5.7.44-log', 'mysql-5.7'],
    ['8.0.11', 'mysql-8.0.4'],
    ['8.0.17', 'mysql-8.0.4'],
    ['8.0.21', 'mysql-8.0.18'],
    ['8.0.22', 'mysql-8.0.22'],
    ['8.0.25', 'mysql-8.0.23'],
    ['8.0.26', 'mysql-8.0.26'],
    ['8.0.43', 'mysql-8.0.26'],
    ['8.1.0', 'mysql-8.0.26'],
    ['8.2.0', 'mysql-8.2'],
    ['8.3.0', 'mysql-8.2'],
    ['8.4.0', 'mysql-8.4'],
    ['9.0.1', 'mysql-8.4'],
    ['9.7.4-2', 'mysql-8.4'],
    ['26.7.0', 'mysql-8.4'],
    ['26.10.0', 'mysql-8.4'],
    ['8.0.mysql_aurora.3.04.0', 'mysql-8.0'],
  ])('of MySQL %s is %s', (version, name) => {
    expect(nameFor(version)).toBe(name);
  });

  test.each([
    ['10.2.44-MariaDB-log', 'mariadb-10.2'],
    ['5.5.5-10.4.34-MariaDB', 'mariadb-10.2'],
    ['10.5.8-MariaDB', 'mariadb-10.5'],
    ['10.5.9-MariaDB', 'mariadb-10.5.9'],
    ['10.6.20-MariaDB', 'mariadb-10.5.9'],
    ['10.11.18-MariaDB', 'mariadb-10.5.9'],
    ['11.8.6-MariaDB-0+deb13u1', 'mariadb-11.0'],
    ['12.0.2-MariaDB', 'mariadb-11.0'],
  ])('of %s is %s', (version, name) => {
    expect(nameFor(version)).toBe(name);
  });

  test.each([
    ['5.7.44-48', 'Percona Server (GPL)', 'mysql-5.7'],
    ['8.0.21-12', 'Percona Server (GPL)', 'mysql-8.0.18'],
    ['8.4.3-3', 'Percona Server (GPL)', 'mysql-8.4'],
    ['5.7.44-ndb-7.6.30', 'MySQL Cluster Community Server (GPL)', 'mysql-5.7'],
    ['8.0.36-cluster', 'MySQL Cluster Community Server - GPL', 'mysql-8.0.26'],
    ['8.4.3-cluster', 'MySQL Cluster Community Server - GPL', 'mysql-8.4'],
  ])('of %s (%s) is that of its MySQL version', (version, comment, name) => {
    expect(nameFor(version, comment)).toBe(name);
  });

  test.each(['10.3.1-maxscale', '5.5.5-10.2.12 2.3.4-maxscale', '2.3.4-maxscale'])(
    'of %s is MaxScale, whatever its number',
    (version) => {
      expect(nameFor(version)).toBe('maxscale');
    },
  );

  test.each(['5.6.51', '5.5.62', '10.1.48-MariaDB', '5.5.68-MariaDB', ''])('of %s is none', (version) => {
    expect(nameFor(version)).toBe('unsupported');
  });

  test('that is missing is explained with the versions that are there', () => {
    const choice = chooseDialect(productOf('5.6.51', 'MySQL Community Server (GPL)'));
    expect(choice).toMatchObject({
      kind: 'unsupported',
      detail: expect.stringMatching(/5\.6\.51.*supported are MySQL.*5\.7.*MariaDB from 10\.2/) as string,
    });
  });
});
