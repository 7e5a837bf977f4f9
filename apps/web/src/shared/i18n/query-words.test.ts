import { expect, test } from 'vitest';
import { CLUSTER_GRAMMAR } from '@topiary/contract';
import { QUERY_FIELD_NAMES } from './query-words.ts';

test('every field that can be asked for has words', () => {
  expect(QUERY_FIELD_NAMES.toSorted()).toEqual(CLUSTER_GRAMMAR.fields.map(({ name }) => name).toSorted());
});
