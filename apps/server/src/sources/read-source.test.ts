/** Each kind of source against a server of that kind, in this process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../testing/certificate.ts';
import { startDnsServer } from '../testing/dns-server.ts';
import type { DnsServer } from '../testing/dns-server.ts';
import { sendJson, startJsonServer } from '../testing/json-server.ts';
import type { JsonServer } from '../testing/json-server.ts';
import { readSource } from './read-source.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceReading } from './source-settings.ts';

const SECRET = 'never-to-be-shown';
const ending = new AbortController();

async function read(reading: SourceReading, deadlineMs = 30_000): Promise<readonly string[]> {
  const settings = { name: 'test', intervalMs: 60_000, deadlineMs, defaultPort: 3306, reading };
  const { addresses, unusable } = await readSource(settings, ending.signal);
  return [...addresses.keys(), ...unusable.map((text) => `unusable ${text}`)];
}

/** The reason's code; its parameters hold no credentials. */
async function failureOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SourceFailure)) throw error;
  expect(JSON.stringify([error.reason, error.message, error.stack])).not.toContain(SECRET);
  return error.reason.code;
}

describe('DNS SRV records', () => {
  let dns: DnsServer;
  const record = '_mysql._tcp.db.example';
  const srv = (name = record): SourceReading => ({ kind: 'srv', record: name, dnsServers: [dns.address] });
  beforeEach(async () => {
    dns = await startDnsServer([
      { type: 'SRV', name: record, data: { target: 'DB-1.example', port: 3306 } },
      { type: 'SRV', name: record, data: { target: 'db-2.example', port: 3307 } },
      { type: 'SRV', name: record, data: { target: 'db-2.example', port: 3307 } },
      { type: 'SRV', name: '_none._tcp.db.example', data: { target: '.', port: 0 } },
    ]);
  });
  afterEach(() => dns.close());

  test('name each target with its port, once', async () => {
    expect(await read(srv())).toEqual(['db-1.example:3306', 'db-2.example:3307']);
  });

  test('may say that there is none', async () => {
    expect(await read(srv('_none._tcp.db.example'))).toEqual([]);
  });

  test('that are not there, and a DNS server that fails, are told apart', async () => {
    expect(await failureOf(read(srv('_other._tcp.db.example')))).toBe('source-not-found');
    dns.behaviour = 'broken';
    expect(await failureOf(read(srv()))).toBe('source-dns-failed');
  });

  test('are waited for no longer than the deadline', async () => {
    dns.behaviour = 'silent';
    expect(await failureOf(read(srv(), 300))).toBe('source-timed-out');
    expect(dns.asked.length).toBeGreaterThan(0);
  });
});

describe('a list that is served as JSON', () => {
  let server: JsonServer;
  let directory: string;
  const http = (parts: Partial<Extract<SourceReading, { kind: 'http' }>> = {}): SourceReading => ({
    kind: 'http',
    place: { url: `${server.url}/servers?key=${SECRET}`, caFile: null },
    header: null,
    ...parts,
  });
  beforeEach(async () => {
    server = await startJsonServer();
    directory = await mkdtemp(join(tmpdir(), 'topiary-source-'));
  });
  afterEach(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  test('holds texts and objects', async () => {
    server.respond = sendJson([
      'db-1:3307',
      'db-2',
      { host: 'db-3', port: 3310, rack: 'r1' },
      { hostname: 'db-4', port: '3311' },
      { host: '::1', port: 3312 },
      { host: 'db-5:3313' },
      { host: 'db-6', port: null },
      'db one',
      { host: 'db-7', port: 0 },
    ]);
    expect(await read(http())).toEqual([
      'db-1:3307',
      'db-2:3306',
      'db-3:3310',
      'db-4:3311',
      '[::1]:3312',
      'db-5:3313',
      'db-6:3306',
      'unusable db one',
      'unusable db-7:0',
    ]);
    expect(server.requests[0]?.path).toBe(`/servers?key=${SECRET}`);
  });

  test('is asked for with a header, whose value may stand in a file that is read anew', async () => {
    const header = (value: Parameters<typeof headerOf>[0]) => http({ header: headerOf(value) });
    const file = join(directory, 'token');
    await read(header({ kind: 'value', value: SECRET }));
    for (const text of ['first', 'second']) {
      await writeFile(file, `${text}\n`);
      await read(header({ kind: 'file', file }));
    }
    expect(server.requests.map(({ headers }) => headers['x-key'])).toEqual([SECRET, 'first', 'second']);
    expect(await failureOf(read(header({ kind: 'file', file: join(directory, 'gone') })))).toBe('source-file');
    expect(await failureOf(read(header({ kind: 'value', value: `${SECRET}\nx-other: 1` })))).toBe('source-file');
  });

  test.each([
    [{ servers: ['a'] }, 'source-wrong-shape'],
    [[{ name: 'a' }], 'source-wrong-shape'],
    [[5], 'source-wrong-shape'],
    [Array.from({ length: 10_001 }, (_, at) => `h${at}`), 'source-too-many'],
  ])('of another form is no list: %#', async (body, code) => {
    server.respond = sendJson(body);
    expect(await failureOf(read(http()))).toBe(code);
  });

  test.each([
    [200, '<html>', 'source-not-json'],
    [401, '', 'source-denied'],
    [403, '', 'source-denied'],
    [404, '', 'source-status'],
    [500, '[]', 'source-status'],
    [302, '', 'source-redirect'],
  ])('is not taken from an answer of status %d', async (status, body, code) => {
    server.respond = (response) => void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
    expect(await failureOf(read(http()))).toBe(code);
  });

  test('is waited for no longer than the deadline, also in its middle', async () => {
    server.respond = () => undefined;
    expect(await failureOf(read(http(), 150))).toBe('source-timed-out');
    server.respond = (response) => void response.writeHead(200).write('["db-1",');
    expect(await failureOf(read(http(), 150))).toBe('source-timed-out');
  });

  test('is read up to a size', async () => {
    const part = `"${'x'.repeat(1024 * 1024)}",`;
    server.respond = (response) => {
      response.writeHead(200);
      const more = (): void =>
        void (response.destroyed || (response.write(part) ? setImmediate(more) : response.once('drain', more)));
      more();
    };
    expect(await failureOf(read(http(), 10_000))).toBe('source-too-large');
  });

  test('nobody serves is said to be not connected', async () => {
    const { url } = server;
    await server.close();
    expect(await failureOf(read(http({ place: { url, caFile: null } })))).toBe('source-not-connected');
    server = await startJsonServer();
  });

  test('is taken over TLS from whom the authority that is named vouches for, and from nobody else', async () => {
    const { key, cert } = await makeCertificate();
    const secure = await startJsonServer({ key, cert });
    secure.respond = sendJson(['db-1']);
    const caFile = join(directory, 'ca.pem');
    await writeFile(caFile, cert);
    expect(await read(http({ place: { url: secure.url, caFile } }))).toEqual(['db-1:3306']);
    expect(await failureOf(read(http({ place: { url: secure.url, caFile: null } })))).toBe('source-tls');
    await secure.close();
  });
});

function headerOf(value: { kind: 'value'; value: string } | { kind: 'file'; file: string }) {
  return { name: 'X-Key', value };
}

describe("Consul's catalog", () => {
  let server: JsonServer;
  const consul = (parts: Partial<Extract<SourceReading, { kind: 'consul' }>> = {}): SourceReading => ({
    kind: 'consul',
    place: { url: `${server.url}/`, caFile: null },
    service: 'mysql main',
    datacenter: '',
    tag: '',
    onlyPassing: false,
    token: null,
    ...parts,
  });
  beforeEach(async () => {
    server = await startJsonServer();
  });
  afterEach(() => server.close());

  test('names the address of the service, or of its node', async () => {
    server.respond = sendJson([
      { Node: 'n1', Address: '10.0.0.1', ServiceAddress: '', ServicePort: 3306, ServiceName: 'mysql' },
      { Node: 'n2', Address: '10.0.0.2', ServiceAddress: '10.1.0.2', ServicePort: 3307 },
      { Node: 'n3', Address: '10.0.0.3', ServicePort: 0 },
    ]);
    expect(await read(consul())).toEqual(['10.0.0.1:3306', '10.1.0.2:3307', '10.0.0.3:3306']);
    expect(server.requests[0]?.path).toBe('/v1/catalog/service/mysql%20main');
  });

  test('may be asked for those alone whose checks pass, in a datacenter, by tag, with a token', async () => {
    server.respond = sendJson([{ Node: { Address: '10.0.0.1' }, Service: { Address: '', Port: 3306 }, Checks: [] }]);
    const token = { kind: 'value', value: SECRET } as const;
    expect(await read(consul({ onlyPassing: true, datacenter: 'dc2', tag: 'replica', token }))).toEqual([
      '10.0.0.1:3306',
    ]);
    const [request] = server.requests;
    expect(request?.path).toBe('/v1/health/service/mysql%20main?passing=1&dc=dc2&tag=replica');
    expect(request?.headers['x-consul-token']).toBe(SECRET);
  });

  test('that refuses the token, or is none, is said to be that', async () => {
    server.respond = (response) => void response.writeHead(403).end('Permission denied');
    expect(await failureOf(read(consul({ token: { kind: 'value', value: SECRET } })))).toBe('source-denied');
    server.respond = sendJson([{ Address: '10.0.0.1', Service: {} }]);
    expect(await failureOf(read(consul({ onlyPassing: true })))).toBe('source-wrong-shape');
  });
});
