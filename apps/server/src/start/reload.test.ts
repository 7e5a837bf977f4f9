/** A running Topiary reads its file again. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@topiary/contract';
import type { Client } from '@topiary/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';
import { compatGet } from '../testing/compat-client.ts';
import { until } from '../testing/test-server.ts';

let directory: string;
let file: string;
let server: RunningServer;
let client: Client;
const log: { event: string; fields: unknown }[] = [];
const note = (event: string, fields: unknown = {}): void => void log.push({ event, fields });
const eventsOf = (): readonly string[] => log.map(({ event }) => event);

async function write(values: object): Promise<void> {
  const own = { ListenAddress: '127.0.0.1:0', TopiaryDataDirectory: join(directory, 'data'), MySQLTopologyUser: 'u' };
  await writeFile(file, JSON.stringify({ ...own, ...values }));
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-reload-'));
  file = join(directory, 'topiary.json');
  log.length = 0;
  await write({});
  const logger = { info: note, warn: note, error: note };
  server = await startServer({ configFiles: { kind: 'file', path: file }, environment: {}, logger });
  client = createClient({ baseUrl: server.url, fetch });
});
afterEach(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const reload = () => client.call('reloadConfiguration', { idempotencyKey: crypto.randomUUID() });

async function audited(result: string): Promise<string> {
  let text = '';
  await until(async () => {
    const { items } = await client.call('audit', { query: { action: 'reload-configuration' } });
    text = JSON.stringify(items[0] ?? {});
    return text.includes(`"result":"${result}"`);
  });
  return text;
}

test('what may change at once does, and what needs a restart is named', async () => {
  await write({
    DiscoverySeeds: ['127.0.0.1:1'],
    InstancePollSeconds: 9,
    ReasonableReplicationLagSeconds: 77,
    Unknown: 1,
  });
  expect(await reload()).toEqual({
    changed: ['DiscoverySeeds', 'ReasonableReplicationLagSeconds'],
    needRestart: ['InstancePollSeconds'],
  });
  expect(await audited('ok')).toContain('InstancePollSeconds');
  expect(eventsOf()).toEqual(expect.arrayContaining(['config.reloaded', 'config.unknown-key']));
  // A seed that was added is looked at without a restart.
  await until(async () => JSON.stringify(await client.call('audit', {})).includes('127.0.0.1:1'));
});

test('a bad file leaves what is in force, and says why', async () => {
  await write({ ReadOnly: 'yes', InstancePollSeconds: 0 });
  const problem = 'ReadOnly must be true or false, but is the text "yes".';
  await expect(reload()).rejects.toThrow(problem);
  expect(await audited('refused')).toContain('ReadOnly must be true or false');
  expect(eventsOf()).toContain('config.reload-refused');
  const old = async (query = '') =>
    JSON.parse((await compatGet(`${server.url}/api/reload-configuration${query}`)).text) as { Code: string };
  expect(await old()).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining(problem) as unknown });
  expect(await old('?config=/etc/hosts')).toMatchObject({
    Code: 'ERROR',
    Message: expect.not.stringContaining('127') as unknown,
  });
  expect((await client.call('status', {})).mayChange).toBe(true);
  await rm(file);
  await expect(reload()).rejects.toThrow('cannot be read (ENOENT)');
  // Who may change things may take that away from everybody, and only the file gives it back.
  await write({ ReadOnly: true });
  expect(await old()).toEqual({ Code: 'OK', Message: 'Config reloaded', Details: '' });
  expect((await client.call('status', {})).mayChange).toBe(false);
  await expect(reload()).rejects.toMatchObject({ code: 'forbidden' });
  await write({});
  server.reload({ user: 'SIGHUP', address: 'topiary', via: 'engine' });
  expect((await client.call('status', {})).mayChange).toBe(true);
});
