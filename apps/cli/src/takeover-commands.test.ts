import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-3' });
  await until(() => server.engine.status().acting.kind === 'self');
  await until(() => server.engine.snapshot().instances.get(id('db-3'))?.health === 'ok');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

async function dryRun(...words: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await topiary(...words, '--dry-run', '--json');
  return stdout === '' ? stderr : JSON.parse(stdout);
}

test('a takeover is asked of a cluster, by any server of it', async () => {
  expect(await dryRun('graceful-master-takeover-auto', 'db-2')).toMatchObject({
    intent: 'replace-master',
    request: { master: id('db-1'), successor: null, because: 'takeover', rejoins: true },
    equivalents: { cli: 'topiary graceful-master-takeover-auto db-1:3306' },
  });
  expect(await dryRun('graceful-master-takeover', 'db-1', '--to', 'db-3')).toMatchObject({
    request: { successor: id('db-3'), because: 'takeover' },
    equivalents: { cli: 'topiary graceful-master-takeover db-1:3306 --to db-3:3306' },
  });
  expect(await dryRun('force-master-takeover', 'db-1', '--to', 'db-3')).toMatchObject({
    request: { successor: id('db-3'), because: 'forced' },
  });
});

test('what cannot be done says why, and ends with an error', async () => {
  expect(await topiary('graceful-master-takeover', 'db-1', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('name the one that takes over') as string,
  });
  expect(await topiary('recover', 'db-1', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('by a planned takeover') as string,
  });
  expect(await topiary('force-master-takeover', 'db-1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--to') as string,
  });
});
