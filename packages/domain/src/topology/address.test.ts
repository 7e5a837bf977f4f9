import { describe, expect, test } from 'vitest';
import { addressOf, instanceIdOf, parseAddress } from './address.ts';

describe('an address', () => {
  test.each([
    ['db-1', 'db-1', 3306],
    ['DB-1:3307', 'db-1', 3307],
    ['10.0.0.1:1', '10.0.0.1', 1],
    ['::1', '::1', 3306],
    ['[::1]:3307', '::1', 3307],
    ['[2001:DB8::1]', '2001:db8::1', 3306],
    ['fe80::1%eth0', 'fe80::1%eth0', 3306],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', 3306],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1', 3306],
    ['::', '::', 3306],
  ])('%s is %s, port %d', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ ok: true, address: { host, port } });
    expect(addressOf(instanceIdOf({ host, port }))).toEqual({ host, port });
  });

  test.each([
    ['1:2:3', 'not-an-ipv6-address'],
    ['db:3306:3306', 'not-an-ipv6-address'],
    ['[1:2:3]:3306', 'not-an-ipv6-address'],
    ['1::2::3', 'not-an-ipv6-address'],
    ['1:2:3:4:5:6:7:8:9', 'not-an-ipv6-address'],
    ['1:2:3:4:5:6:7::8', 'not-an-ipv6-address'],
    ['::12345', 'not-an-ipv6-address'],
    [':::', 'not-an-ipv6-address'],
    ['', 'empty-host'],
    [':3306', 'empty-host'],
    ['db-1:x', 'port-not-a-number'],
    ['db-1:0', 'port-out-of-range'],
    ['db 1', 'host-has-forbidden-characters'],
  ])('"%s" is none: %s', (text, problem) => {
    expect(parseAddress(text)).toEqual({ ok: false, problem });
  });
});
