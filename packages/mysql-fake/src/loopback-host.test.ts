import { isIPv4 } from 'node:net';
import { describe, expect, test } from 'vitest';
import { loopbackHost, MAX_LOOPBACK_HOSTS } from './loopback-host.ts';

describe('loopback hosts', () => {
  test('are different addresses of 127.0.0.0/8, up to the last', () => {
    const hosts = Array.from({ length: MAX_LOOPBACK_HOSTS }, (_, index) => loopbackHost(index));
    expect(new Set(hosts).size).toBe(MAX_LOOPBACK_HOSTS);
    expect(hosts.every((host) => host.startsWith('127.') && isIPv4(host))).toBe(true);
  });

  test.each([-1, 0.5, MAX_LOOPBACK_HOSTS])('do not include number %d', (index) => {
    expect(() => loopbackHost(index)).toThrow(RangeError);
  });
});
