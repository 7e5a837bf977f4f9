import { expect, test } from 'vitest';
import { errantTable } from './errant-table.ts';

test('errant transactions are one a line, with what they do and whether they are likely harmless', () => {
  const lines = errantTable([
    {
      gtid: '0-3-11',
      file: 'log.1',
      position: 400,
      bytes: 211,
      nature: 'set-aside',
      likelyHarmless: true,
      tables: [{ table: 'mysql.x', changes: ['insert', 'update'] }],
      moreTables: 2,
      statement: 'insert into\n  mysql.x values (1)',
      moreStatements: 1,
    },
  ]).split('\n');
  expect(lines).toHaveLength(2);
  for (const part of [
    '0-3-11',
    'log.1:400',
    '211',
    'likely harmless: tables set aside',
    'mysql.x (insert, update), and 2 more',
    'insert into mysql.x values (1) (and 1 more)',
  ])
    expect(lines[1]).toContain(part);
});
