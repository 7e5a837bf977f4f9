import { observation } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { ownNameOf } from './own-name.ts';

test.each([
  ['10.0.0.7', 'shop-1', 'shop-1'],
  ['db-eu', 'shop-1.internal', 'shop-1.internal'],
  ['shop-1', 'shop-1', null],
  ['shop-1', 'Shop-1', null],
  ['shop-1.internal', 'shop-1', null],
  ['shop-1', 'shop-1.internal', null],
  ['shop-10', 'shop-1', 'shop-1'],
  ['127.0.0.1', 'laptop', null],
  ['10.0.0.7', '', null],
])('a server at %s that calls itself %s is also shown as %s', (host, hostname, shown) => {
  const seen = observation({ address: { host, port: 3306 }, number: 1 });
  const server = { ...seen, identity: { ...seen.identity, hostname } };
  expect(ownNameOf({ observation: server, address: { host, port: 3306 } })).toBe(shown);
});

test('a server that was never probed has no name of its own', () => {
  expect(ownNameOf({ observation: null, address: { host: '10.0.0.7', port: 3306 } })).toBeNull();
});
