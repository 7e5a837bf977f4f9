import { expect, test } from 'vitest';
import { productOf } from './product.ts';

test('a product is read from its version and comment', () => {
  expect(productOf('5.5.5-10.11.18-MariaDB-0+deb12u1-log', 'Debian 12')).toEqual({
    flavor: 'mariadb',
    version: { major: 10, minor: 11, patch: 18, text: '10.11.18-MariaDB-0+deb12u1-log' },
    comment: 'Debian 12',
  });
});

test('a text that begins with no version is version 0 of what else it says', () => {
  expect(productOf('unknown-maxscale', '')).toEqual({
    flavor: 'maxscale',
    version: { major: 0, minor: 0, patch: 0, text: 'unknown-maxscale' },
    comment: '',
  });
});
