import { expect, test } from 'vitest';
import type { ImportLineView, ImportVerdict } from '@topiary/contract';
import { countVerdicts, whatAddingDoes } from './import-counts.ts';

function line(verdict: ImportVerdict, tags: readonly string[] = []): ImportLineView {
  const registers = { tags: [...tags], pools: [], promotionRule: null };
  const nothing = { failure: null, server: null, cluster: null, instance: null };
  return { line: 1, text: 'a', verdict, notes: [], grants: [], registers, ...nothing };
}

test('what adding a list does: new servers, and known ones that get a tag', () => {
  const lines = [line('new'), line('new', ['x']), line('known'), line('known', ['x']), line('wrong', ['x'])];
  expect(whatAddingDoes({ lines })).toEqual({ added: 2, registered: 1 });
  expect(countVerdicts({ lines })).toEqual([
    ['new', 2],
    ['known', 2],
    ['wrong', 1],
  ]);
});
