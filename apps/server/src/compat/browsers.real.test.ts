/**
 * The old API from an address that is not loopback, where a browser sends no `Sec-Fetch-*`, no `Origin` and, for an image
 * of a page that asks for it, no `Referer`: what is left are its name and its language.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';
import type { Envelope } from '../testing/compat-client.ts';
import { canMakeNamespaces, makeNamespace } from '../testing/network-namespace.ts';
import type { NetworkNamespace } from '../testing/network-namespace.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const IMAGE = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const CHROMIUM =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36';

describe.skipIf(!(await canMakeNamespaces()))('from another machine', () => {
  let namespace: NetworkNamespace;
  let server: RunningServer;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'topiary-namespace-'));
    namespace = await makeNamespace();
    const overrides = { ListenAddress: `${namespace.hostAddress}:0`, TopiaryDataDirectory: directory };
    server = await startServer({ configFiles: { kind: 'none' }, environment: {}, logger: SILENT, overrides });
  });
  afterAll(async () => {
    await server.stop();
    await namespace.remove();
    await rm(directory, { recursive: true, force: true });
  });

  async function get(
    path: string,
    headers: Record<string, string>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const script = `
      require('node:http').get(${JSON.stringify(`${server.url}${path}`)}, { headers: ${JSON.stringify(headers)} }, (response) => {
        let text = '';
        response.on('data', (part) => (text += part));
        response.on('end', () => console.log(JSON.stringify({ status: response.statusCode, text })));
      });`;
    return JSON.parse(await namespace.node(script)) as { status: number; text: string };
  }

  test('an image of a browser changes nothing', async () => {
    const answer = await get('/api/discover/127.0.0.1/9', { 'user-agent': CHROMIUM, accept: IMAGE });
    expect(answer.status).toBe(403);
    expect((JSON.parse(answer.text) as Envelope).Message).toContain('refused to browsers');
    expect((await get('/api/discover/127.0.0.1/9', { 'accept-language': 'zh-CN', accept: IMAGE })).status).toBe(403);
    expect(JSON.parse((await get('/api/audit', {})).text)).toEqual([]);
  });

  test('a script does, and the record says from where', async () => {
    const answer = await get('/api/discover/127.0.0.1/9', { 'user-agent': 'curl/7.88.1', accept: '*/*' });
    expect(answer.status).toBe(500);
    expect((JSON.parse(answer.text) as Envelope).Message).toContain('127.0.0.1:9');
    const audit = JSON.parse((await get('/api/v1/audit', {})).text) as { items: { actor: unknown; action: string }[] };
    expect(audit.items[0]).toMatchObject({
      action: 'discover',
      actor: { address: namespace.guestAddress, via: 'compat-api' },
    });
  });
});
