import { killMaster, startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliEnd } from './testing/run-cli.ts';
import { runHere } from './testing/run-here.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-3\nx > y',
    topologyOptions: { servers: { x: { readOnly: true } } },
  });
  await until(() => server.engine.status().acting.kind === 'self');
  await until(() => [...server.engine.findings].length > 0);
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

test('replication-analysis prints a line for each server, as orchestrator does', async () => {
  expect((await topiary('replication-analysis')).stdout).toBe(
    'x:3306 (cluster x:3306): NoWriteableMasterStructureWarning\n',
  );
  killMaster(server, 'db-1');
  await until(() => [...server.engine.findings].some(({ code }) => code === 'DeadMaster'));
  const { stdout } = await topiary('replication-analysis');
  expect(stdout.split('\n')).toContain('db-1:3306 (cluster db-1:3306): DeadMaster');
});

test('findings say what would be repaired by itself, and what holds it back', async () => {
  const { stdout } = await topiary('findings', '--cluster', 'db-2', '--failures');
  expect(stdout).toMatch(/critical +\S+ +db-1:3306 +DeadMaster .*held back: cluster-filter/);
  expect(stdout).not.toContain('x:3306');
  const { stdout: explained } = await topiary('analysis', 'db-2');
  expect(explained).toContain('db-1:3306: DeadMaster\n');
  expect(explained).toContain('RecoverMasterClusterFilters is empty');
});

test('recover-lite recovers what is found, and prints who is in its place', async () => {
  expect((await topiary('recover-lite', 'db-1')).code).toBe(2);
  expect(await topiary('recover-lite', 'db-1', '--to', 'db-3', '--yes')).toMatchObject({
    code: 0,
    stdout: 'db-3:3306\n',
  });
  expect(await topiary('recover-lite', 'x', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing') as string,
  });
  expect((await topiary('detections')).code).toBe(0);
  const { stdout } = await topiary('analysis-changelog', '--server', 'db-1');
  expect(stdout).toMatch(/db-1:3306 +DeadMaster +began +critical/);
});
