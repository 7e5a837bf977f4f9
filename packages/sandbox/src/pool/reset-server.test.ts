import { expect, test } from 'vitest';
import { changedVariables } from './reset-server.ts';

test('only what a test changed is set back, and not what says how far a server is', () => {
  const baseline = new Map([
    ['max_connections', '200'],
    ['gtid_executed', ''],
    ['read_only', 'OFF'],
    ['long_query_time', '10.000000'],
  ]);
  const now = new Map([
    ['max_connections', '77'],
    ['gtid_executed', 'x:1-5'],
    ['read_only', 'ON'],
    ['long_query_time', '10.000000'],
  ]);
  expect([...changedVariables(now, baseline)]).toEqual([['max_connections', '200']]);
});
