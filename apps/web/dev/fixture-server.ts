/**
 * A stand-in for the server, for working on the page alone: the contract's routes over a made-up fleet, live events,
 * and the built page as the real server serves it (prefix, nonce, policy). Development and tests only; never shipped.
 *
 *   node apps/web/dev/fixture-server.ts [port] [prefix]
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { API_PREFIX } from '@topiary/contract';
import { fakeClusters, manyClusters } from './fake-clusters.ts';
import { Refused, routesOf } from './fixture-routes.ts';
import { FixtureWorld } from './fixture-world.ts';

const [port = '4173', prefix = ''] = process.argv.slice(2);
const DIST = process.env['FIXTURE_DIST'] ?? join(import.meta.dirname, '../dist');
const OPEN_BANNER = { code: 'open-without-authentication', params: { address: '0.0.0.0:3000' } } as const;

const world = new FixtureWorld({
  clusters: clustersOf(process.env),
  banners: process.env['FIXTURE_BANNER'] === '1' ? [OPEN_BANNER] : [],
  stepMs: Number(process.env['FIXTURE_STEP_MS'] ?? 700),
});
const routes = routesOf(world);

function clustersOf({ FIXTURE_EMPTY, FIXTURE_CLUSTERS }: NodeJS.ProcessEnv) {
  if (FIXTURE_EMPTY === '1') return [];
  return FIXTURE_CLUSTERS === undefined ? fakeClusters() : manyClusters(Number(FIXTURE_CLUSTERS));
}

async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = pathOf(url).slice(API_PREFIX.length);
  if (path === '/live') return openStream(response);
  const found = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
  try {
    if (found === undefined) throw new Refused(404, 'route-unknown', { params: { method: request.method, path } });
    const [, pattern, answer] = found;
    const parts = (pattern.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part));
    const body: unknown = request.method === 'POST' ? JSON.parse((await text(request)) || '{}') : undefined;
    reply(response, 200, answer({ parts, query: url.searchParams, body }));
  } catch (error) {
    const refused =
      error instanceof Refused ? error : new Refused(400, 'invalid-input', { params: { detail: String(error) } });
    reply(response, refused.status, refused.body);
  }
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const { close } = world.connect((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  response.on('close', close);
}

function reply(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

async function servePage(response: ServerResponse, path: string): Promise<void> {
  const type = TYPES[extname(path)];
  if (type !== undefined) {
    const file = await readFile(join(DIST, path)).catch(() => null);
    if (file === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type }).end(file);
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  const html = (await readFile(join(DIST, 'index.html'), 'utf8'))
    .replaceAll('__BASE__', prefix)
    .replaceAll('__CSP_NONCE__', nonce);
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policyWith(nonce) }).end(html);
}

function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ');
}

function pathOf(url: URL): string {
  return url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
}

if (process.env['FIXTURE_STILL'] !== '1') setInterval(() => world.drift(), 1_000).unref();
setInterval(() => world.broadcast({ type: 'heartbeat', now: Date.now() }), 5_000).unref();

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://fixture');
  const done = pathOf(url).startsWith(API_PREFIX)
    ? answerApi(request, response, url)
    : servePage(response, pathOf(url));
  done.catch((error: unknown) => response.writeHead(500).end(String(error)));
}).listen(Number(port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}${prefix}/\n`));
