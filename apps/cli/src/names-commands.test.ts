import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-30' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });
const isKnown = (name: string): boolean => server.engine.snapshot().instances.has(id(name));

test('a server is forgotten, listed, and remembered', async () => {
  expect((await topiary('forget', 'db-30')).stdout).toBe('db-30:3306\n');
  expect(isKnown('db-30')).toBe(false);
  expect((await topiary('forgotten')).stdout).toMatch(/^db-30:3306 +db-30:3306 +asked +anonymous /m);
  expect((await topiary('remember', 'db-30')).stdout).toBe('db-30:3306\n');
  await until(() => isKnown('db-30'));
  expect((await topiary('forgotten')).stdout).toBe('');
});

test('a virtual name is registered, listed, shown and taken away', async () => {
  await topiary('register-hostname-unresolve', 'db-2', 'writer', '--duration', 'never');
  expect((await topiary('show-unresolve-hosts')).stdout).toMatch(/^db-2:3306 +writer +no$/m);
  expect((await topiary('instance', 'db-2')).stdout).toMatch(/^virtual name +writer$/m);
  expect((await topiary('deregister-hostname-unresolve', 'db-2')).stdout).toBe('db-2:3306\n');
  expect((await topiary('show-unresolve-hosts')).stdout).toBe('');
});

test('who is who is declared, listed and withdrawn', async () => {
  await topiary('declare-same', 'tunnel', 'db-2');
  expect((await topiary('addresses')).stdout).toMatch(/^tunnel:3306 +db-2:3306 +declared$/m);
  expect((await topiary('instance', 'tunnel')).stdout).toMatch(/^also at +tunnel:3306$/m);
  await topiary('withdraw-declaration', 'tunnel', 'db-2');
  expect((await topiary('addresses')).stdout).toBe('');
});

test('a cluster id is split off, and given back by the id of before', async () => {
  const before = server.engine.snapshot().instances.get(id('db-1'))?.cluster ?? '';
  expect((await topiary('split-cluster', 'db-2')).stdout).toContain('db-1:3306\n');
  expect(server.engine.snapshot().instances.get(id('db-1'))?.cluster).not.toBe(before);
  expect((await topiary('continue-cluster', 'db-2', before)).code).toBe(0);
  expect(server.engine.snapshot().instances.get(id('db-1'))?.cluster).toBe(before);
});

describe('names', () => {
  test('that were looked up are listed and cleared', async () => {
    expect((await topiary('show-resolve-hosts')).stdout).toBe('');
    expect((await topiary('reset-hostname-resolve-cache')).stdout).toBe('hostname resolve cache cleared\n');
  });

  test('that lead nowhere end with 1, and still say what they are', async () => {
    const end = await topiary('resolve', 'db-1');
    expect([end.code, end.stdout, end.stderr]).toEqual([1, 'db-1:3306\n', expect.stringMatching(/no TCP connection/)]);
  });

  test.each([
    [['forget', 'nobody'], 1, /nobody:3306 is not a known server/],
    [['forget', 'db-2', '--duration', 'long'], 1, /90s, 30m, 2h/],
    [['register-hostname-unresolve', 'db-2', 'a:1'], 1, /is not a host name/],
    [['declare-same', 'db-2', 'db-2'], 1, /Name two addresses/],
    [['continue-cluster', 'db-2', 'none'], 1, /There is no cluster none/],
  ])('%j ends with %d', async (words, code, sentence) => {
    const end = await topiary(...words);
    expect([end.code, end.stderr]).toEqual([code, expect.stringMatching(sentence)]);
  });
});
