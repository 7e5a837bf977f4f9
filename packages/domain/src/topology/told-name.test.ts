import { describe, expect, test } from 'vitest';
import { id, topology } from '../testing/index.ts';
import { toldNameOf } from './told-name.ts';
import type { NamingRules } from './told-name.ts';

const observation = topology('a').instances.get(id('a'))?.observation ?? null;
if (observation === null) throw new Error('a is observed');

const told = (identity: Partial<typeof observation.identity>, rules: Partial<NamingRules> = {}) =>
  toldNameOf(
    id('a'),
    { ...observation, identity: { ...observation.identity, port: 3306, ...identity } },
    { method: '@@hostname', isRejected: () => false, ...rules },
  );

describe('the name that a server tells', () => {
  test('is its host name at its port', () => {
    expect(told({ hostname: 'DB-1' })).toEqual({ kind: 'name', name: id('db-1') });
  });

  test('is what it reports, at the port that it reports', () => {
    const rules = { method: '@@report_host' } as const;
    expect(told({ reportHost: 'db-1', reportPort: 3307 }, rules)).toEqual({ kind: 'name', name: 'db-1:3307' });
    expect(told({ reportHost: 'db-1', reportPort: 0 }, rules)).toEqual({ kind: 'name', name: id('db-1') });
  });

  test.each([
    ['same', { hostname: 'a' }, {}],
    ['loopback', { hostname: 'localhost' }, {}],
    ['empty', { hostname: 'x', reportHost: '' }, { method: '@@report_host' }],
    ['empty', { hostname: 'x', reportHost: null }, { method: '@@report_host' }],
    ['rejected', { hostname: 'x' }, { isRejected: (host: string) => host === 'x' }],
    ['method-none', { hostname: 'x' }, { method: 'none' }],
  ] as const)('is not used, and the address is kept: %s', (because, identity, rules) => {
    expect(told(identity, rules)).toEqual({ kind: 'kept', because });
  });
});
