import { expect, test } from 'vitest';
import { id, topology } from '../testing/index.ts';
import { findHost, hostsIn, instancesOn } from './host.ts';

const snapshot = topology('h1:3310 > h1:3306, h2\n[fe80::1]:3306 > 127.0.0.1:10001\n127.0.0.1:10002');

test('a host is the host part of its servers’ addresses, and has them in order of port', () => {
  expect([...hostsIn(snapshot)].map(([host, servers]) => [host, servers.map((each) => each.id)])).toEqual([
    ['127.0.0.1', ['127.0.0.1:10001', '127.0.0.1:10002']],
    ['fe80::1', ['[fe80::1]:3306']],
    ['h1', ['h1:3306', 'h1:3310']],
    ['h2', ['h2:3306']],
  ]);
  expect(instancesOn(snapshot, 'h1').map((each) => each.id)).toEqual(['h1:3306', 'h1:3310']);
});

test.each([
  ['h1', 'h1'],
  [' H1 ', 'h1'],
  ['[FE80::1]', 'fe80::1'],
  ['other-name', 'h2'],
  ['h3', null],
  ['h', null],
])('the host called "%s" is %s', (text, host) => {
  const aliases = new Map([[id('other-name:3307'), id('h2')]]);
  expect(findHost({ ...snapshot, aliases }, text)).toBe(host);
});
