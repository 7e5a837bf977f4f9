/** What is read from a server when asked, through both APIs. */
import type { BinaryLogsView, ProcessesView, SettingsView } from '@topiary/contract';
import type { ProcessList, ServerProcess } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const running: TestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function start(options: Partial<TestServerOptions> = {}): Promise<TestServer> {
  const server = await startTestServer({ topology: 'm > a', ...options });
  running.push(server);
  await until(() => server.engine.status().acting.kind === 'self');
  return server;
}

const RUNS: ServerProcess = {
  id: 7,
  role: 'client',
  user: 'app',
  host: 'h:1',
  database: 'd',
  command: 'Query',
  seconds: 3,
  state: '',
  statement: 'SELECT SLEEP(100)',
};
const list = (processes: readonly ServerProcess[]): ProcessList => ({ processes, isCut: false, grant: null });

describe('what runs on a server', () => {
  test('is shown as it is there, and not of one that does not answer', async () => {
    const server = await start();
    server.servers.onProcesses = () => list([RUNS]);
    const url = (name: string) => `${server.url}/api/v1/instances/${name}%3A3306/processes`;
    const answer = await fetch(url('a'));
    expect((await answer.json()) as ProcessesView).toEqual({ instance: id('a'), ...list([RUNS]) });
    expect((await fetch(url('nobody'))).status).toBe(404);
    server.servers.kill(id('a'));
    expect((await fetch(url('a'))).status).toBe(502);
  });

  test('is not shown to those who may only look', async () => {
    const server = await start({ http: { readOnly: true } });
    expect((await fetch(`${server.url}/api/v1/instances/a%3A3306/processes`)).status).toBe(403);
  });

  test("is ended by orchestrator's call, unless it is nothing to be ended", async () => {
    const server = await start();
    const kill = async (number: string): Promise<unknown> =>
      JSON.parse((await compatGet(`${server.url}/api/kill-query/a/3306/${number}`)).text);
    server.servers.onProcesses = () => list([RUNS, { ...RUNS, id: 8, role: 'replication' }]);
    expect(await kill('7')).toMatchObject({ Code: 'OK', Message: 'Killed query on: a:3306' });
    expect(server.servers.executed.map(({ kind }) => kind)).toEqual(['kill-process']);
    expect(await kill('8')).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining('replication') });
    expect(await kill('9')).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining('it has ended') });
    expect(await kill('x')).toMatchObject({ Code: 'ERROR', Message: 'Invalid process: x' });
  });
});

describe('the settings of two servers', () => {
  const compare = (server: TestServer, one: string, other: string) =>
    server.request(`/api/v1/instances/${one}%3A3306/settings?with=${other}%3A3306`);

  test('are compared, without what is secret, and by everybody', async () => {
    const server = await start({ http: { readOnly: true } });
    server.servers.onSettings = (of) => ({
      server_id: of,
      report_password: `secret of ${of}`,
      sql_mode: 'ANSI',
      sync_binlog: of === id('m') ? '1' : '0',
    });
    const response = await compare(server, 'a', 'm');
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).not.toContain('secret of');
    const { differences, same } = JSON.parse(text) as SettingsView;
    expect([differences.map(({ name }) => name), same]).toEqual([
      ['report_password', 'sync_binlog', 'server_id'],
      [{ name: 'sql_mode', value: 'ANSI' }],
    ]);
    expect(differences[1]).toEqual({ name: 'sync_binlog', here: '0', there: '1', isExpected: false });
  });

  test('are not to be had of a server that does not answer, which is named', async () => {
    const server = await start();
    server.servers.kill(id('m'));
    const response = await compare(server, 'a', 'm');
    expect([response.status, await response.json()]).toMatchObject([
      502,
      { error: { code: 'server-not-read', params: { instance: id('m') } } },
    ]);
    expect((await compare(server, 'a', 'nobody')).status).toBe(404);
  });
});

test('the binary logs of a server are listed with what its replicas need of them', async () => {
  const server = await start();
  server.servers.binaryLogs.set(id('m'), ['binlog.000001', 'binlog.000002']);
  const response = await server.request('/api/v1/instances/m%3A3306/binary-logs');
  const { logs, total, readers } = (await response.json()) as BinaryLogsView;
  expect([response.status, logs.map(({ name }) => name)]).toEqual([200, ['binlog.000001', 'binlog.000002']]);
  expect(total).toBe(logs.reduce((sum, { size }) => sum + size, 0));
  expect(readers).toMatchObject([{ replica: id('a'), channel: '' }]);
  server.servers.kill(id('a'));
  await until(() => server.engine.snapshot().instances.get(id('a'))?.health !== 'ok');
  const later = await server.request('/api/v1/instances/m%3A3306/binary-logs');
  expect(((await later.json()) as BinaryLogsView).readers).toMatchObject([{ need: 'not-seen', file: null }]);
  expect((await server.request('/api/v1/instances/nobody%3A3306/binary-logs')).status).toBe(404);
});

test('errant transactions are not looked for where there are none', async () => {
  const server = await start();
  const answer = await fetch(`${server.url}/api/v1/instances/a%3A3306/errant-logs`);
  expect(await answer.json()).toMatchObject({ errant: '', files: [], problem: null });
  const { text } = await compatGet(`${server.url}/api/locate-gtid-errant/a/3306`);
  expect(JSON.parse(text)).toMatchObject({
    Code: 'ERROR',
    Message: expect.stringContaining('no errant-gtid on a:3306'),
  });
});
