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
const registered = (name: string) => server.engine.snapshot().instances.get(id(name))?.registered;

describe.each(['downtime', 'maintenance'] as const)('%s', (kind) => {
  test('is begun and ended, and prints the server', async () => {
    const note = ['--owner', 'jo', '--reason', 'kernel', '--duration', '2h'];
    expect(await topiary(`begin-${kind}`, 'db-2', ...note)).toMatchObject({ code: 0, stdout: 'db-2:3306\n' });
    expect(registered('db-2')?.[kind]).toMatchObject({ owner: 'jo', reason: 'kernel' });
    expect(await topiary(`end-${kind}`, 'db-2')).toMatchObject({ code: 0, stdout: 'db-2:3306\n' });
    expect(registered('db-2')?.[kind]).toBeNull();
  });
});

describe('bad input', () => {
  test.each([
    [['begin-downtime', 'db-2'], 2, /--reason/],
    [['begin-downtime', 'db-2', '--reason', ' '], 1, /Say the reason/],
    [['begin-downtime', 'db-2', '--reason', 'x', '--duration', 'soon'], 1, /90s, 30m, 2h/],
    [['begin-downtime', 'nobody', '--reason', 'x'], 1, /nobody:3306 is not a known server/],
    [['tag', 'db-2', '~x'], 2, /does not begin with ~/],
    [['untag-all', 'x'], 2, /value too/],
    [['tagged', ','], 1, /needs a name/],
    [['register-candidate', 'db-2', '--promotion-rule', 'must'], 2, /prefer, neutral/],
    [['set-cluster-alias', 'nobody', 'x'], 1, /There is no cluster "nobody"/],
  ])('%j ends with %d', async (words, code, sentence) => {
    const end = await topiary(...words);
    expect([end.code, end.stderr]).toEqual([code, expect.stringMatching(sentence)]);
  });
});

test('tags are set, listed, found and removed', async () => {
  await topiary('tag', 'db-2', 'role=backup');
  expect((await topiary('tag', 'db-30', 'canary')).stdout).toBe('db-30:3306\n');
  expect((await topiary('tags', 'db-2')).stdout).toBe('role=backup\n');
  expect((await topiary('instance', 'db-2')).stdout).toMatch(/^tags +role=backup$/m);
  expect((await topiary('tagged', 'role=backup,~canary')).stdout).toBe('db-2:3306\n');
  expect((await topiary('untag', 'db-2', 'role=other')).stdout).toBe('');
  expect((await topiary('untag-all', 'role=backup')).stdout).toBe('db-2:3306\n');
  expect((await topiary('untag', 'db-30', 'canary')).stdout).toBe('db-30:3306\n');
});

test('pools are submitted and listed', async () => {
  expect((await topiary('submit-pool-instances', 'readers', 'db-2,db-30:3306')).stdout).toBe('readers\n');
  expect((await topiary('pools', 'db-1')).stdout).toBe('readers\tdb-2:3306\nreaders\tdb-30:3306\n');
  expect((await topiary('join-pool', 'readers', 'db-1', '--duration', 'never')).stdout).toBe('db-1:3306\n');
  await topiary('join-pool', 'readers', 'db-2', '--leave');
  expect((await topiary('pools')).stdout).toBe('readers\tdb-1:3306\nreaders\tdb-30:3306\n');
  await topiary('submit-pool-instances', 'readers');
  expect((await topiary('pools')).stdout).toBe('');
});

test('a candidate is registered and withdrawn', async () => {
  await topiary('register-candidate', 'db-2', '--promotion-rule', 'must_not', '--duration', 'never');
  expect(registered('db-2')?.promotion).toMatchObject({ rule: 'must_not', expiresAt: null });
  await topiary('register-candidate', 'db-2', '--withdraw');
  expect(registered('db-2')?.promotion).toBeNull();
});

test('that a replica is written to on purpose is said, shown and withdrawn', async () => {
  expect((await topiary('own-writes', 'db-2')).stderr).toMatch(/--reason/);
  await topiary('own-writes', 'db-2', '--reason', 'reports', '--owner', 'jo', '--duration', '1d');
  expect((await topiary('instance', 'db-2')).stdout).toMatch(/^own writes +jo: reports, until /m);
  await topiary('own-writes', 'db-2', '--withdraw');
  expect(registered('db-2')?.ownWrites).toBeNull();
});

test('a cluster is named, and found by that name', async () => {
  expect((await topiary('set-cluster-alias', 'db-2', 'shop')).stdout).toBe('shop\n');
  expect((await topiary('topology', 'shop')).stdout).toContain('db-1:3306');
  await topiary('set-cluster-alias', 'shop', '');
  expect((await topiary('clusters')).stdout).toContain('db-1:3306');
});
