import { expect, test } from 'vitest';
import { clusterOf, idOf } from '@topiary/contract/testing';
import { findNext } from './find-next.ts';

const cluster = clusterOf('db-1 > db-2, db-10, other');
const next = (text: string, selected: string | null) =>
  findNext({ cluster, text, selected: selected === null ? null : idOf(selected) });

test('walks the servers that the search finds, in order of name, and begins again', () => {
  expect(next('db', null)).toBe(idOf('db-1'));
  expect(next('db', 'db-1')).toBe(idOf('db-2'));
  expect(next('db', 'db-2')).toBe(idOf('db-10'));
  expect(next('db', 'db-10')).toBe(idOf('db-1'));
});

test('begins at the first when the selected server does not fit, and leads nowhere when none does', () => {
  expect(next('db', 'other')).toBe(idOf('db-1'));
  expect(next('nothing', null)).toBeNull();
  expect(next('', 'db-1')).toBeNull();
});
