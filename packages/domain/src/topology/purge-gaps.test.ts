import { expect, test } from 'vitest';
import { id, topology, uuidOf } from '../testing/index.ts';
import type { ServerOptions } from '../testing/index.ts';
import { purgeGapsOf } from './purge-gaps.ts';

const having = (executed: string, purged: string): ServerOptions => ({
  change: (found) => (found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed, purged } } : found),
});
const A = uuidOf(1);

test('servers that purged what a server lacks are named with what is missing, in order and within the limit', () => {
  const snapshot = topology('a > b, c, d, late', {
    servers: {
      a: having(`${A}:1-100`, `${A}:1-60`),
      b: having(`${A}:1-100`, ''),
      c: having(`${A}:1-100`, `${A}:1-40`),
      d: having(`${A}:1-100`, `${A}:1-90`),
      late: having(`${A}:1-50`, ''),
    },
  });
  expect(purgeGapsOf(snapshot, id('late'), 10)).toEqual({
    gaps: [
      { server: id('a'), missing: `${A}:51-60` },
      { server: id('d'), missing: `${A}:51-90` },
    ],
    more: 0,
  });
  expect(purgeGapsOf(snapshot, id('late'), 1)).toMatchObject({ gaps: [{ server: id('a') }], more: 1 });
  expect(purgeGapsOf(snapshot, id('b'), 10)).toEqual({ gaps: [], more: 0 });
});

test('where nothing is known or GTIDs cannot be compared, no gap is said', () => {
  const off = topology('a > b', { gtid: false });
  expect(purgeGapsOf(off, id('b'), 10).gaps).toEqual([]);
  expect(purgeGapsOf(off, id('nobody'), 10).gaps).toEqual([]);
  const mixed = topology('a > b', { servers: { b: { family: 'mariadb' } }, purged: 50 });
  expect(purgeGapsOf(mixed, id('b'), 10).gaps).toEqual([]);
});
