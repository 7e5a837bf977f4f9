/**
 * What nobody means well with, in every parameter of every registered route: each answer is one of the forms that the API has,
 * tells nothing of what is inside, and the process goes on. New routes are taken along by the list that serves them.
 */
import { connect } from 'node:net';
import { routes as ownRoutes } from '@topiary/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import type { CompatReply } from '../testing/compat-client.ts';
import { IS_SOAK } from '../testing/real-world.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';
import { compatRoutes } from './compat-routes.ts';

/** Longer than any name, shorter than what Node's parser takes for a request line. */
const LONG = 8_000;

/** As they stand in the address of a request. */
const HOSTILE: Readonly<Record<string, string>> = {
  huge: 'a'.repeat(LONG),
  'huge number': '9'.repeat(400),
  negative: '-1',
  fraction: '1e309',
  'SQL that ends a text': encodeURIComponent(`x' OR '1'='1'; DROP TABLE instances; -- `),
  'shell words': encodeURIComponent('$(touch hacked);`id`|cat&&sleep 9\n'),
  NUL: 'a%00b',
  'line breaks': 'a%0D%0ASet-Cookie:%20x=y',
  'a path that climbs': '..%2F..%2F..%2Fetc%2Fpasswd',
  'dots alone': '%2E%2E',
  'an encoded slash': 'a%2Fb',
  'an encoded percent': 'a%2525b',
  'half an escape': 'a%E0%A4%A',
  'bytes that are no UTF-8': 'a%FF%FEb',
  'half a surrogate': 'a%ED%A0%80b',
  'a name of prototypes': '__proto__',
  'another one': 'constructor',
  'a regular expression that never ends': encodeURIComponent('(a+)+$'),
  'a broken regular expression': encodeURIComponent('(['),
  markup: encodeURIComponent('<script>alert(1)</script>'),
  'right to left': encodeURIComponent('\u202Egnp.exe'),
  JSON: encodeURIComponent('{"$gt":""}'),
  'an address of IPv6': encodeURIComponent('[::1%25lo]'),
  'a format': '%25s%25n%25x',
};

/** No text above is a part of a name here: a part is enough to mean a server, and then a takeover is what was asked for. */
const TOPOLOGY = 'qv7 > qv8';

/** Each with a number of its own. */
const ATTACKS = Object.entries(HOSTILE).map(([what, text], turn) => [what, text, turn] as const);

/** The many places are shared out: each is tried with some of the texts, each text in many places; all with all in the soak. */
const SHARES = IS_SOAK ? 1 : 12;
const isTurn = (place: number, turn: number): boolean => (place + turn) % SHARES === 0;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ topology: TOPOLOGY, engine: { pollIntervalMs: 600_000 } });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

/** A trace of ours, or of what is beneath. */
const INSIDE = /\bat \S+ \(|node_modules|\.ts:\d+|SQLITE|ENOENT|TypeError|RangeError|SyntaxError|URIError/;

function expectClean(path: string, { status, type, text }: CompatReply): void {
  const where = path.slice(0, 120);
  expect([where, type]).toEqual([where, 'application/json; charset=UTF-8']);
  expect([where, INSIDE.exec(text)]).toEqual([where, null]);
  const body: unknown = JSON.parse(text);
  expect([where, [200, 404, 500].includes(status)]).toEqual([where, true]);
  if (status === 200) return;
  expect([where, body]).toMatchObject([where, { Code: 'ERROR' }]);
  expect([where, Object.keys(body as object)]).toEqual([where, ['Code', 'Message', 'Details']]);
  expect([where, text.includes('Something went wrong')]).toEqual([where, false]);
}

const PARAMETER = /:\w+/g;
/** Those that a query may bring. */
const QUERY = ['s', 'tag', 'comment', 'pattern', 'instances', 'q', 'alias', 'config', 'unacknowledged', 'lv'] as const;
const HARMLESS: Readonly<Record<string, string>> = { port: '3306', seconds: '1', page: '0' };

function filled(path: string, index: number, text: string): string {
  let at = -1;
  return path.replaceAll(PARAMETER, (name) => {
    at += 1;
    return at === index ? text : (HARMLESS[name.slice(1).toLowerCase()] ?? 'nobody');
  });
}

describe("the old API's routes", () => {
  test.each(ATTACKS)('%s, in the parameters of every path', async (_what, text, turn) => {
    const parameters = compatRoutes(server.services).flatMap(({ path }) =>
      (path.match(PARAMETER) ?? []).map((_name, index) => filled(path, index, text)),
    );
    const paths = parameters.filter((_path, index) => isTurn(index, turn));
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expectClean(path, await compatGet(`${server.url}/api${path}`));
    expect(server.servers.executed).toEqual([]);
  });

  test.each(ATTACKS)('%s, in everything that a query brings', async (_what, text, turn) => {
    const query = QUERY.map((name) => `${name}=${text.slice(0, LONG / QUERY.length)}`).join('&');
    const paths = new Set(compatRoutes(server.services).map(({ path }) => `${filled(path, -1, '')}?${query}`));
    for (const [index, path] of [...paths].entries()) {
      if (!isTurn(index, turn)) continue;
      if (/^\/(?:disable|enable)-global|^\/reset-hostname|^\/ack-all/.test(path)) continue;
      expectClean(path, await compatGet(`${server.url}/api${path}`));
    }
  });

  test('the process is alive, and what it knows is as it was', async () => {
    const { text } = await compatGet(`${server.url}/api/all-instances`);
    expect((JSON.parse(text) as readonly unknown[]).length).toBe(2);
    expect(server.servers.executed).toEqual([]);
    expect(server.log.filter(({ event }) => event.endsWith('request-failed'))).toEqual([]);
  });
});

describe('our own routes', () => {
  const reads = Object.values(ownRoutes).filter(({ method }) => method === 'GET');

  test.each(ATTACKS)('%s, in each parameter and in the query', async (_what, text, turn) => {
    for (const [index, { path }] of reads.entries()) {
      if (!isTurn(index, turn)) continue;
      const names = path.match(PARAMETER) ?? [];
      const address = names.length === 0 ? `${path}?page=${text}&text=${text.slice(0, 300)}` : filled(path, 0, text);
      const { status, type, text: answer } = await compatGet(`${server.url}/api/v1${address}`);
      const where = address.slice(0, 120);
      expect([where, status < 500 || status === 503]).toEqual([where, true]);
      expect([where, type.startsWith('application/json')]).toEqual([where, true]);
      expect([where, INSIDE.exec(answer)]).toEqual([where, null]);
      JSON.parse(answer);
    }
  });
});

describe('requests that are none', () => {
  /** As it is, past every client library. */
  function sendRaw(request: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(request));
    let text = '';
    socket.on('data', (part: Buffer) => {
      text += part.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    return promise;
  }

  test.each([
    ['a raw NUL', 'GET /api/instance/a\0b/1 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['raw bytes', 'GET /api/cluster/\u00ff\u00fe HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a line of 20,000 characters', `GET /api/cluster/${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['no protocol', 'GET /api/clusters\r\n\r\n'],
    ['two lengths', 'GET /api/clusters HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ])('%s is refused, or answered, and the next one is served', async (_what, request) => {
    expect(await sendRaw(request)).toMatch(/^HTTP\/1\.1 (?:4\d\d|500) /);
    expect((await compatGet(`${server.url}/api/lb-check`)).status).toBe(200);
  });
});
