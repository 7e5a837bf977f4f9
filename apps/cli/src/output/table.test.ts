import { expect, test } from 'vitest';
import { facts, table } from './table.ts';

test('what steers a terminal is not printed, whoever named a server so', () => {
  const name = 'db\u001b[2J\u0007-1';
  expect(table(['NAME'], [[name], ['db-2']])).toBe('NAME\ndb\u{fffd}[2J\u{fffd}-1\ndb-2');
  expect(facts([['name', `${name}\nmore`]])).toBe('name  db\u{fffd}[2J\u{fffd}-1\n      more');
});
