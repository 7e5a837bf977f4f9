import { byNeed, FLEET_START_ROWS } from '@topiary/contract';
import { summaryOf } from '@topiary/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presentFleetStart } from './fleet-start.ts';

const lines = fc
  .array(fc.record({ name: fc.string(), critical: fc.nat(3), warning: fc.nat(3), instances: fc.nat(9) }), {
    maxLength: 4 * FLEET_START_ROWS,
  })
  .map((all) => all.map(({ name, ...facts }) => summaryOf(name, facts)));

test('the first rows are those that come first when all are sorted', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const first = all.toSorted(byNeed).slice(0, FLEET_START_ROWS);
      expect(presentFleetStart(all).clusters).toEqual(first.map(({ servers: _, tags: __, ...row }) => row));
    }),
  );
});

test('of the whole fleet it says how much there is, and which names of the first rows are shared', () => {
  const many = Array.from({ length: FLEET_START_ROWS }, (_, at) => summaryOf(`b${at}`));
  const all = [...many, summaryOf('z'), summaryOf('z'), summaryOf('a', { alias: 'b3' })];
  const { totals, sharedNames } = presentFleetStart(all);
  expect(totals).toEqual({ clusters: FLEET_START_ROWS + 3, instances: 3 * (FLEET_START_ROWS + 3) });
  expect(sharedNames).toEqual(['b3']);
});
