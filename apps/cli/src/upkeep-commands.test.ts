import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

test('a mode of GTIDs that is none is refused, and ON and OFF are taken in any case', async () => {
  expect(await topiary('set-gtid-mode', 'db-1', '--to', 'OF', '--dry-run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('It is ON or OFF.') as string,
  });
  const asked = await topiary('set-gtid-mode', 'db-1', '--to', 'off', '--dry-run', '--json');
  expect(JSON.parse(asked.stdout)).toMatchObject({
    equivalents: { cli: 'topiary set-gtid-mode db-1:3306 --to OFF' },
  });
});

test('GTIDs that are to count as executed have to be said', async () => {
  expect(await topiary('set-gtid-purged', 'db-1', '--dry-run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--gtids') as string,
  });
});
