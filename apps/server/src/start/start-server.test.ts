/** Whole starts and stops of the real composition, with a SQLite store and no database servers. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startServer, StartFailure } from '../index.ts';
import type { RunningServer } from '../index.ts';
import { sendJson, startJsonServer } from '../testing/json-server.ts';
import { LiveReader } from '../testing/live-reader.ts';
import { until } from '../testing/test-server.ts';
import { listen } from './listener.ts';

const NEVER_CUT_MS = 600_000;

let directory: string;
const running: RunningServer[] = [];
const log: { event: string; fields: unknown }[] = [];
const note = (event: string, fields: unknown = {}): void => void log.push({ event, fields });
const logger = { info: note, warn: note, error: note };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-start-'));
  log.length = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(directory, { recursive: true, force: true });
});

async function start(overrides: Record<string, unknown> = {}): Promise<RunningServer> {
  const server = await startServer({
    configFiles: { kind: 'none' },
    environment: {},
    logger,
    overrides: {
      ListenAddress: '127.0.0.1:0',
      TopiaryDataDirectory: join(directory, 'data'),
      MySQLTopologyUser: 'u',
      ...overrides,
    },
  });
  running.push(server);
  return server;
}

async function refusal(overrides: Record<string, unknown>): Promise<readonly string[]> {
  const error = await start(overrides).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartFailure);
  return error instanceof StartFailure ? error.problems : [];
}

describe('a start', () => {
  test('serves, and a stop ends it', async () => {
    const server = await start();
    expect((await fetch(`${server.url}/api/v1/status`)).status).toBe(200);
    await server.stop();
    await expect(fetch(`${server.url}/api/v1/status`)).rejects.toThrow('fetch failed');
  });

  test('keeps what it knows in the data directory', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    expect(await (await fetch(`${second.url}/api/v1/status`)).json()).toMatchObject({ actor: { kind: 'self' } });
  });

  test('beside another on the same store only reads, and says who acts', async () => {
    const first = await start();
    const second = await start();
    await until(
      async () =>
        ((await (await fetch(`${second.url}/api/v1/status`)).json()) as { actor: { kind: string } }).actor.kind ===
        'other',
    );
    const { actor } = (await (await fetch(`${second.url}/api/v1/status`)).json()) as { actor: unknown };
    expect(actor).toMatchObject({ kind: 'other', url: first.url });
  });

  test('that asks for several nodes observes only', async () => {
    const server = await start({ RaftEnabled: true, RaftNodes: ['a', 'b', 'c'] });
    const status = (await (await fetch(`${server.url}/api/v1/status`)).json()) as {
      actor: { kind: string };
      banners: { code: string }[];
    };
    expect(status.actor.kind).toBe('observe-only');
    expect(status.banners.map(({ code }) => code)).toEqual(['raft-not-supported']);
  });

  test('reads a configuration file and says what it makes of it', async () => {
    const file = join(directory, 'orchestrator.conf.json');
    await writeFile(
      file,
      JSON.stringify({
        ListenAddress: '127.0.0.1:0',
        SQLite3DataFile: join(directory, 'own.db'),
        InstancePollSecond: 1,
        AgentPollMinutes: 5,
      }),
    );
    running.push(
      await startServer({ configFiles: { kind: 'file', path: file }, environment: { HOME: directory }, logger }),
    );
    expect(log.map(({ event }) => event)).toEqual(
      expect.arrayContaining([
        'config.unknown-key',
        'config.no-effect',
        'config.loaded',
        'config.topology-user-missing',
        'server.started',
      ]),
    );
  });

  test('logs details where they are wanted, without what a query holds', async () => {
    const logFile = join(directory, 'details.log');
    const own = { ListenAddress: '127.0.0.1:0', SQLite3DataFile: join(directory, 'details.db') };
    const server = await startServer({
      configFiles: { kind: 'none' },
      environment: { HOME: directory },
      overrides: { ...own, Debug: true, DiscoverySeeds: ['127.0.0.1:1'] },
      logFile,
    });
    try {
      await fetch(`${server.url}/web/access-token?publicToken=never-to-be-shown`);
      await until(async () => (await readFile(logFile, 'utf8')).includes('http.answered'));
      await until(async () => (await readFile(logFile, 'utf8')).includes('probe.ended'));
    } finally {
      await server.stop();
    }
    const text = await readFile(logFile, 'utf8');
    const events = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]));
    expect(text).not.toContain('never-to-be-shown');
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'debug', event: 'http.answered', method: 'GET', path: '/web/access-token' }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'probe.ended', server: '127.0.0.1:1', failure: expect.any(Object) as object }),
    );
  });

  test('reads the sources that are configured, shows them without credentials, and stops while one hangs', async () => {
    const answers = await startJsonServer();
    answers.respond = (response, path) => {
      if (path.startsWith('/list')) sendJson(['127.0.0.1:1', 'no address'])(response, path);
    };
    const secret = 'never-to-be-shown';
    const server = await start({
      TopiarySources: [
        { Name: 'list', Kind: 'http', Url: `${answers.url}/list?key=${secret}`, Header: 'X-Key', HeaderValue: secret },
        { Name: 'consul', Kind: 'consul', Url: answers.url, Service: 'mysql', Token: secret },
      ],
    });
    const read = async () => (await fetch(`${server.url}/api/v1/sources`)).text();
    await until(async () => (await read()).includes('"unreachable":1'));
    const text = await read();
    expect(JSON.parse(text)).toMatchObject({
      sources: [
        { name: 'list', from: `${answers.url}/list`, counts: { given: 1, unreachable: 1, unusable: 1 } },
        { name: 'consul', isReading: true, lastReadAt: null },
      ],
    });
    expect(answers.requests[0]?.headers['x-key']).toBe(secret);
    await server.stop();
    expect(text + JSON.stringify(log)).not.toContain(secret);
    await answers.close();
  });

  test('open to the network without a password is warned of', async () => {
    const server = await start({ ListenAddress: '0.0.0.0:0' });
    expect(log.map(({ event }) => event)).toContain('http.open-without-authentication');
    const status = (await (await fetch(`${server.url}/api/v1/status`)).json()) as { banners: { code: string }[] };
    expect(status.banners.map(({ code }) => code)).toEqual(['open-without-authentication']);
  });
});

describe('a start that cannot be', () => {
  test('names a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await refusal({ ListenAddress: `127.0.0.1:${port}` })).toEqual([
      `Something else already listens on 127.0.0.1:${port}: stop it, or set another ListenAddress.`,
    ]);
    other.close();
  });

  test('names an address of another machine', async () => {
    expect(await refusal({ ListenAddress: '203.0.113.7:3000' })).toEqual([
      'ListenAddress 203.0.113.7:3000 is no address of this machine.',
    ]);
  });

  test('names a store that is no database, and leaves the port free', async () => {
    const file = join(directory, 'broken.db');
    await writeFile(file, 'this is not a database, and never was one'.repeat(100));
    const [problem] = await refusal({ SQLite3DataFile: file });
    expect(problem).toContain(file);
    expect(await start()).toBeDefined();
  });

  test('names a data directory that cannot be made', async () => {
    await writeFile(join(directory, 'file'), '');
    const [problem] = await refusal({ TopiaryDataDirectory: join(directory, 'file', 'data') });
    expect(problem).toMatch(/cannot be made \(ENOTDIR\)/);
  });

  test('names a TLS file that cannot be read', async () => {
    expect(await refusal({ MySQLTopologySSLCAFile: '/nowhere/ca.pem' })).toEqual([
      'MySQLTopologySSLCAFile names /nowhere/ca.pem, which cannot be read (ENOENT).',
    ]);
  });

  test('names everything that is wrong with the configuration', async () => {
    expect(await refusal({ Debug: 1, ReadOnly: 'x' })).toHaveLength(2);
  });
});

describe('a stop', () => {
  test('ends live streams, so that browsers look for the next process', async () => {
    const server = await start();
    const reader = await LiveReader.open(server.url);
    await server.stop();
    await until(() => reader.isEnded);
    expect(reader.isEnded).toBe(true);
  });

  test('that is asked for twice is one stop', async () => {
    const server = await start();
    expect(server.stop()).toBe(server.stop());
    await server.stop();
  });

  // Less than a connection that asks for nothing is kept.
  test('does not wait for connections that ask for nothing', { timeout: 60_000 }, async () => {
    const listener = await listen({ listen: { host: '127.0.0.1', port: 0 } });
    listener.serve((_request, response) => response.end('answered'));
    const socket = connect(listener.address.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    expect(String(await once(socket, 'data'))).toContain('keep-alive');
    await listener.close(NEVER_CUT_MS);
    socket.destroy();
  });
});

describe('AuditLogFile', () => {
  const discover = (server: RunningServer, host: string): Promise<Response> =>
    fetch(`${server.url}/api/v1/discover`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ address: `${host}:1` }),
    });

  test('has a line of what was done, and a stop leaves none out', async () => {
    const file = join(directory, 'audit.log');
    const server = await start({ AuditLogFile: file });
    const asked = await discover(server, '127.0.0.1');
    expect([asked.status, await asked.text()]).toEqual([200, expect.any(String)]);
    await server.stop();
    expect(await readFile(file, 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\tdiscover\t127\.0\.0\.1\t1\t\[\]\t.+\t\n$/m,
    );
  });

  test('that cannot be written keeps nothing from being done, and is said on the page', async () => {
    const file = join(directory, 'gone', 'audit.log');
    const server = await start({ AuditLogFile: file });
    expect((await discover(server, '127.0.0.1')).status).toBe(200);
    const banners = async () =>
      ((await (await fetch(`${server.url}/api/v1/status`)).json()) as { banners: readonly unknown[] }).banners;
    await until(async () => (await banners()).length > 0);
    expect(await banners()).toEqual([
      { code: 'audit-file-failing', params: expect.objectContaining({ file, lost: '0' }) as unknown },
    ]);
    expect(log.filter(({ event }) => event === 'audit-file.failing')).toHaveLength(1);
  });
});

describe('Graphite', () => {
  test('hears of what was discovered', async () => {
    const heard: string[] = [];
    const graphite = createServer((socket) => socket.on('data', (part: Buffer) => heard.push(part.toString())));
    graphite.listen(0, '127.0.0.1');
    await once(graphite, 'listening');
    const address = graphite.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await start({
      GraphiteAddr: `127.0.0.1:${address.port}`,
      GraphitePath: 'topiary.{hostname}',
      GraphitePollSeconds: 1,
      DiscoverySeeds: ['127.0.0.1:1'],
    });
    const failed = /^topiary\.[^.\s]+\.discoveries\.fail\.count [1-9]\d* \d{10}$/m;
    await until(() => failed.test(heard.join('')));
    expect(heard.join('')).toMatch(/\.elect\.is_elected\.value [01] \d{10}$/m);
    graphite.close();
  });

  test('is not sent to without a path, which is said', async () => {
    await start({ GraphiteAddr: '127.0.0.1:2003' });
    expect(log.filter(({ event }) => event === 'graphite.not-sent')).toEqual([
      { event: 'graphite.not-sent', fields: { problem: 'GraphiteAddr is set, but GraphitePath is empty' } },
    ]);
  });
});
