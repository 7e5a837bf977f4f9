import { describe, expect, test } from 'vitest';
import { chooseDialect } from './choose.ts';
import { productOf } from './product.ts';

const nameFor = (version: string, comment = ''): string => {
  const choice = chooseDialect(productOf(version, comment));
  return choice.kind === 'dialect' ? choice.dialect.name : choice.kind;
};

describe('the dialect', () => {
  test.each(['8.4.0', '8.4.7', '9.0.1', '9.7.4-2', '26.7.0', '26.10.0'])('of MySQL %s is the new one', (version) => {
    expect(nameFor(version)).toBe('mysql-8.4');
  });

  test('of Percona Server is that of its MySQL version', () => {
    expect(nameFor('8.4.3-3', 'Percona Server (GPL)')).toBe('mysql-8.4');
  });

  test.each(['10.11.18-MariaDB', '11.8.6-MariaDB-0+deb13u1', '12.0.2-MariaDB'])('of %s is MariaDB', (version) => {
    expect(nameFor(version)).toBe('mariadb-10.11');
  });

  test.each(['5.7.44', '8.0.36', '8.3.0', '10.6.20-MariaDB', '10.3.1-maxscale', ''])('of %s is none', (version) => {
    expect(nameFor(version)).toBe('unsupported');
  });

  test('that is missing is explained with the versions that are there', () => {
    const choice = chooseDialect(productOf('8.0.36', 'MySQL Community Server - GPL'));
    expect(choice).toMatchObject({
      kind: 'unsupported',
      detail: expect.stringMatching(/8\.0\.36.*supported are MySQL.*8\.4.*MariaDB from 10\.11/) as string,
    });
  });
});
