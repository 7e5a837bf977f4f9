import { startTestServer } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'big-1:3307 > big-1:3308, small\nbig-1:3309' });
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

test('hosts are listed, searched and counted', async () => {
  expect((await topiary('hosts')).stdout.split('\n')).toEqual([
    'HOST   SERVERS  MASTERS  CLUSTERS  CRITICAL  WARNING  DOWN',
    expect.stringMatching(/^big-1 +3 +2 +2 +0 +0$/),
    expect.stringMatching(/^small +1 +0 +1 +0 +0$/),
    '',
  ]);
  expect((await topiary('hosts', 'sma')).stdout).not.toContain('big-1');
  expect((await topiary('hosts', '--page', '2')).stdout).toContain('Nothing on page 2: there are 2 hosts.');
  expect(JSON.parse((await topiary('hosts', '--json')).stdout)).toMatchObject({ total: 2 });
});

test('a host is shown with its servers by port, and with what its death would do', async () => {
  const { stdout } = await topiary('host', 'big-1');
  expect(stdout).toMatch(/^3307 +master +ok +big-1:3307/m);
  expect(stdout).toMatch(/^3308 +replica +ok +big-1:3307/m);
  expect(stdout).toContain(
    'If big-1 died: 2 clusters would lose a master, 1 would lose replicas, 1 everything; 0 would have no replica left.',
  );
  expect(stdout).toMatch(/^big-1:3307 +master big-1:3307, big-1:3308 +1 replica, 1 without a source$/m);
  expect(stdout).toMatch(/^big-1:3309 +master big-1:3309 +nothing$/m);
});

test('a host that nobody knows, and a page that is none, are named', async () => {
  expect(await topiary('host', 'nobody')).toMatchObject({ code: 1, stderr: 'No server is known on host nobody.\n' });
  expect(await topiary('hosts', '--page', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Pages are counted from 1.') as string,
  });
});
