import { expect, test } from 'vitest';
import { shownName } from './shown-name.ts';

test.each([
  ['db-1.example.com:3306', ':3306', 'db-1.example.com'],
  ['db-1.example.com:3306', '.example.com:3306', 'db-1'],
  ['db-1.example.com:3307', '.example.com:3306', 'db-1.example.com:3307'],
  ['a.x.a.x:1', '.x', 'a.a.x:1'],
  ['db.x:1', 'd.', 'db.x:1'],
  ['db-1.example.com:1', '.Example.com', 'db-1:1'],
  ['db:1', 'db:1', 'db:1'],
  ['db:1', '', 'db:1'],
])('of %j without %j is shown %j', (name, cut, shown) => {
  expect(shownName(name, cut)).toBe(shown);
});
