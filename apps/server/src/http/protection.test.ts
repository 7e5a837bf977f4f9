import { request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiErrorBody, byNeed, fleetStart, fleetView, pageDisplay } from '@topiary/contract';
import { StoreError } from '@topiary/store';
import { afterEach, describe, expect, test } from 'vitest';
import { issueToken } from './access/access-tokens.ts';
import { startTestServer } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ topology: 'a > b', ...options });
  open.push(server);
  return server;
}

interface Sent {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Unlike `fetch`, sends any header as given, `Host` and `Origin` too. */
async function send(
  server: TestServer,
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const sent = httpRequest(
    `${server.url}${path}`,
    { method: options.method ?? 'GET', headers: options.headers ?? {} },
    (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }),
      );
    },
  );
  sent.on('error', reject);
  sent.end(options.body);
  return promise;
}

function codeOf({ text }: Sent): string {
  return apiErrorBody.parse(JSON.parse(text)).error.code;
}

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const JSON_BODY = { 'content-type': 'application/json' };
const DISCOVER = { method: 'POST', body: '{"address":"a"}' };

describe('requests of other sites', () => {
  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('a POST with %j is answered with %i', async (headers, status) => {
    const server = await start();
    const answer = await send(server, '/api/v1/discover', {
      ...DISCOVER,
      headers: { ...JSON_BODY, 'idempotency-key': 'k', ...headers },
    });
    expect(answer.status).toBe(status);
  });

  test('an Origin of its own is let through', async () => {
    const server = await start();
    const headers = { ...JSON_BODY, 'idempotency-key': 'k', origin: server.url };
    expect((await send(server, '/api/v1/discover', { ...DISCOVER, headers })).status).toBe(200);
  });

  test('no answer allows another origin to read it', async () => {
    const server = await start();
    const { headers } = await send(server, '/api/v1/fleet', { headers: { origin: 'https://evil.example' } });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('names under which loopback is reached', () => {
  test.each(['localhost:3000', '127.0.0.1', '127.9.9.9:1', '[::1]:3000', 'topiary.localhost', 'Known.Example:3000'])(
    '%s is let in',
    async (host) => {
      const server = await start({ http: { hostNames: ['known.example'] } });
      expect((await send(server, '/api/v1/fleet', { headers: { host } })).status).toBe(200);
    },
  );

  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1'])(
    '%s is refused, on every path',
    async (host) => {
      const server = await start();
      const answer = await send(server, '/api/v1/fleet', { headers: { host } });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'cross-site-refused']);
      expect((await send(server, '/api/clusters', { headers: { host } })).status).toBe(403);
      expect((await send(server, '/', { headers: { host } })).status).toBe(403);
      const told = server.log.filter(({ event }) => event === 'http.host-refused');
      expect(told.map(({ fields }) => fields)).toEqual([expect.objectContaining({ host })]);
    },
  );

  test('where a password is asked for, any name will do', async () => {
    const server = await start({ http: { authentication: { kind: 'basic', user: 'u', password: 'p' } } });
    expect((await send(server, '/api/v1/fleet', { headers: { host: 'any.example', ...basic('u', 'p') } })).status).toBe(
      200,
    );
  });
});

describe('who may do what', () => {
  test('basic: one user, everywhere', async () => {
    const server = await start({ http: { authentication: { kind: 'basic', user: 'admin', password: 's:x' } } });
    for (const path of ['/api/v1/fleet', '/api/clusters', '/', '/api/v1/live', '/api/v1/openapi.json']) {
      const answer = await send(server, path);
      expect([path, answer.status, answer.headers['www-authenticate']]).toEqual([
        path,
        401,
        'Basic realm="Authorization Required"',
      ]);
    }
    expect(codeOf(await send(server, '/api/v1/fleet'))).toBe('unauthenticated');
    expect((await send(server, '/')).text).toBe('Not Authorized\n');
    expect(JSON.parse((await send(server, '/api/clusters')).text)).toEqual({
      Code: 'ERROR',
      Message: 'Not Authorized',
      Details: null,
    });
    for (const wrong of [
      basic('admin', ''),
      basic('admin', 's'),
      basic('x', 's:x'),
      { authorization: 'Bearer x' },
      { authorization: 'Basic %%%' },
    ]) {
      expect((await send(server, '/api/v1/fleet', { headers: wrong })).status).toBe(401);
    }
    const status = await send(server, '/api/v1/status', { headers: basic('admin', 's:x') });
    expect(JSON.parse(status.text)).toMatchObject({ user: 'admin', mayChange: true });
  });

  test('multi: "readonly" reads with any password and changes nothing', async () => {
    const server = await start({ http: { authentication: { kind: 'multi', user: 'admin', password: 'p' } } });
    const headers = { ...basic('readonly', ''), ...JSON_BODY, 'idempotency-key': 'k' };
    expect((await send(server, '/api/v1/fleet', { headers })).status).toBe(200);
    const refused = await send(server, '/api/v1/discover', { ...DISCOVER, headers });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'forbidden']);
    const old = await send(server, '/api/discover/a/3306', { headers: basic('readonly', 'x') });
    expect([old.status, old.text]).toEqual([500, '{"Code":"ERROR","Message":"Unauthorized","Details":null}']);
    expect((await send(server, '/api/v1/fleet', { headers: basic('admin', 'wrong') })).status).toBe(401);
  });

  test('proxy: the header names the user, and only power users change things', async () => {
    const server = await start({
      http: { authentication: { kind: 'proxy', userHeader: 'x-forwarded-user', powerUsers: ['li'], powerGroups: [] } },
    });
    const discover = (user: Record<string, string>) =>
      send(server, '/api/v1/discover', { ...DISCOVER, headers: { ...JSON_BODY, 'idempotency-key': 'k', ...user } });
    expect((await discover({ 'x-forwarded-user': 'li', 'x-forwarded-for': '10.9.8.7' })).status).toBe(200);
    expect((await discover({ 'x-forwarded-user': 'jo' })).status).toBe(403);
    expect((await discover({})).status).toBe(403);
    const audit = JSON.parse((await send(server, '/api/v1/audit')).text) as { items: { actor: unknown }[] };
    expect(audit.items[0]?.actor).toEqual({ user: 'li', address: '10.9.8.7', via: 'api' });
  });

  test('proxy: members of a power group change things, by the groups of this machine', async () => {
    const authentication = {
      kind: 'proxy',
      userHeader: 'x-forwarded-user',
      powerUsers: [],
      powerGroups: ['root'],
    } as const;
    const server = await start({ http: { authentication } });
    const mayChange = async (user: string): Promise<unknown> => {
      const { text } = await send(server, '/api/v1/status', { headers: { 'x-forwarded-user': user } });
      return (JSON.parse(text) as { mayChange: unknown }).mayChange;
    };
    expect([await mayChange('root'), await mayChange('nobody'), await mayChange('0'), await mayChange('')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('token: everybody reads; who claims a token changes things until the session ends', async () => {
    const authentication = { kind: 'token', claimMs: 60_000, sessionMs: 60_000 } as const;
    const accessKey = Buffer.alloc(32, 7);
    const server = await start({ http: { authentication, urlPrefix: '/orc' }, accessKey });
    const discover = (cookie: string) =>
      send(server, '/api/v1/discover', { ...DISCOVER, headers: { ...JSON_BODY, 'idempotency-key': cookie, cookie } });
    expect((await send(server, '/api/v1/fleet')).status).toBe(200);
    expect((await discover('access-token=a:b')).status).toBe(403);
    const token = issueToken(accessKey, Date.now());
    const claimed = await send(server, `/web/access-token?publicToken=${token}`);
    expect([claimed.status, claimed.headers.location]).toEqual([302, '/orc/']);
    const [cookie = ''] = claimed.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^access-token=[\w.]+:\w+; Path=\/; HttpOnly; SameSite=Strict$/);
    const session = cookie.split(';')[0] ?? '';
    expect((await discover(`other=1; ${session}`)).status).toBe(200);
    // A page of another site may have the browser send it along: changes by GET stay refused to browsers.
    expect((await send(server, '/api/discover/a/3306', { headers: { cookie: session } })).status).toBe(403);
    const status = JSON.parse((await send(server, '/api/v1/status', { headers: { cookie: session } })).text) as unknown;
    expect(status).toMatchObject({ user: 'token', mayChange: true });
    for (const wrong of [token, 'x', '']) {
      const again = await send(server, `/web/access-token?publicToken=${wrong}`);
      expect([again.status, again.headers['set-cookie'], JSON.parse(again.text)]).toMatchObject([
        200,
        undefined,
        { Code: 'ERROR', Details: null },
      ]);
    }
    for (const broken of ['access-token', 'access-token=', 'access-token=%zz', `access-token=${token}`])
      expect((await discover(broken)).status).toBe(403);
    expect(JSON.stringify(server.log)).not.toContain(token);
  });

  test('without a proxy in front nobody is believed about addresses', async () => {
    const server = await start();
    await send(server, '/api/v1/discover', {
      ...DISCOVER,
      headers: { ...JSON_BODY, 'idempotency-key': 'k', 'x-forwarded-for': '10.9.8.7' },
    });
    const audit = JSON.parse((await send(server, '/api/v1/audit')).text) as { items: { actor: { address: string } }[] };
    expect(audit.items[0]?.actor.address).toBe('127.0.0.1');
  });

  test('ReadOnly: nobody changes anything', async () => {
    const server = await start({ http: { readOnly: true } });
    const answer = await send(server, '/api/v1/discover', {
      ...DISCOVER,
      headers: { ...JSON_BODY, 'idempotency-key': 'k' },
    });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
  });

  test('running open on the network, and wanting several nodes, are told in banners', async () => {
    const server = await start({ http: { openWithoutAuthentication: true, raftNodes: ['a', 'b'] } });
    const status = JSON.parse((await send(server, '/api/v1/status')).text) as { banners: { code: string }[] };
    expect(status.banners.map(({ code }) => code)).toEqual(['open-without-authentication', 'raft-not-supported']);
  });
});

describe('the page', () => {
  async function builtPage(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'topiary-page-'));
    await mkdir(join(directory, 'assets'));
    await writeFile(
      join(directory, 'index.html'),
      '<base href="__BASE__/"><style nonce="__CSP_NONCE__"></style></head>',
    );
    await writeFile(join(directory, 'assets', 'app-1.js'), 'export {};'.repeat(300));
    return directory;
  }

  test('is served for every deep link with a fresh nonce that its policy allows', async () => {
    const directory = await builtPage();
    const server = await start({ webApp: directory, http: { urlPrefix: '/orc' } });
    const [one, two] = [await send(server, '/clusters/x?tab=1'), await send(server, '/')];
    const nonce = /nonce="([^"]+)"/.exec(one.text)?.[1] ?? '';
    expect(one.status).toBe(200);
    expect(one.text).toContain('<base href="/orc/">');
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    const policy = String(one.headers['content-security-policy']);
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(two.text).not.toContain(nonce);
    expect(one.headers['x-content-type-options']).toBe('nosniff');
    expect(one.headers['x-powered-by']).toBeUndefined();
    await rm(directory, { recursive: true });
  });

  test('assets are cached for ever, compressed, and never answered with the page', async () => {
    const directory = await builtPage();
    const server = await start({ webApp: directory });
    const asset = await send(server, '/assets/app-1.js', { headers: { 'accept-encoding': 'gzip' } });
    expect([asset.status, asset.headers['content-encoding'], asset.headers['cache-control']]).toEqual([
      200,
      'gzip',
      'public, max-age=31536000, immutable',
    ]);
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['vary']).toBe('Accept-Encoding');
    expect((await send(server, '/assets/app-1.js')).text).toBe('export {};'.repeat(300));
    expect((await send(server, '/assets/gone.js')).status).toBe(404);
    expect((await send(server, '/gone.js')).status).toBe(404);
    expect((await send(server, '/index.html')).status).toBe(302);
    expect((await send(server, '/..%2f..%2fetc/passwd', { headers: { accept: 'text/plain' } })).status).toBe(404);
    await rm(directory, { recursive: true });
  });

  test('assets are read once, and one that is built later is found', async () => {
    const directory = await builtPage();
    const server = await start({ webApp: directory });
    expect((await send(server, '/assets/app-2.js')).status).toBe(404);
    await writeFile(join(directory, 'assets', 'app-2.js'), 'two');
    expect((await send(server, '/assets/app-2.js')).text).toBe('two');
    await rm(directory, { recursive: true });
    expect((await send(server, '/assets/app-2.js')).text).toBe('two');
  });

  test('of the fleet holds its first rows, and no other page does', async () => {
    const directory = await builtPage();
    const server = await start({ webApp: directory, http: { urlPrefix: '/orc' } });
    const { text } = await send(server, '/?find=x');
    const json = /<script type="application\/json" id="topiary-fleet-start">([^<]*)<\/script><\/head>/.exec(text)?.[1];
    const first = fleetStart.parse(JSON.parse(json ?? ''));
    const { clusters } = fleetView.parse(JSON.parse((await send(server, '/api/v1/fleet')).text));
    const rows = clusters.toSorted(byNeed).map(({ servers: _servers, tags: _tags, ...row }) => row);
    expect(first.clusters).toEqual(rows);
    expect(first.totals.clusters).toBe(clusters.length);
    expect(clusters.length).toBeGreaterThan(0);
    expect((await send(server, '/clusters/x')).text).not.toContain('topiary-fleet-start');
    await rm(directory, { recursive: true });
  });

  test('is told what to cut out of names, and whoever opens it after a reload is told anew', async () => {
    const directory = await builtPage();
    const display = { message: null, cutFromNames: '.x.com:3306</script>' };
    const server = await start({ webApp: directory, http: { page: display } });
    const told = async () =>
      /<script type="application\/json" id="topiary-page-display">([^<]*)<\/script>/.exec(
        (await send(server, '/clusters/x')).text,
      )?.[1];
    expect(pageDisplay.parse(JSON.parse((await told()) ?? ''))).toEqual({ cutFromNames: '.x.com:3306</script>' });
    Object.assign(server.services.settings.page, { cutFromNames: '' });
    expect(await told()).toBeUndefined();
    await rm(directory, { recursive: true });
  });

  test('that is not built is said, and what to do', async () => {
    const server = await start();
    const answer = await send(server, '/', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('npm run setup');
  });

  test('outside the prefix there is nothing', async () => {
    const server = await start({ http: { urlPrefix: '/orc' } });
    const outside = await fetch(server.url.replace('/orc', '/api/clusters'));
    expect([outside.status, await outside.text()]).toEqual([404, '404 page not found\n']);
    expect((await send(server, '/api/clusters')).status).toBe(200);
  });
});

test('what the store says is told: a plan whose journal cannot be read is no mistake of ours', async () => {
  const damaged = new StoreError('store-corrupt', { file: 'topiary.sqlite', detail: 'row 3' });
  const server = await start({
    wrap: (engine) =>
      Object.assign(Object.create(engine) as typeof engine, {
        plan: () => Promise.reject(damaged),
      }),
  });
  const answer = await send(server, '/api/v1/plans/p1');
  expect([answer.status, codeOf(answer)]).toEqual([503, 'store-failing']);
  expect(answer.text).toContain('row 3');
  expect(server.log.map(({ event }) => event)).toContain('http.request-failed');
});

describe('mistakes of our own', () => {
  test('are answered with the id of the request and logged with their cause', async () => {
    const server = await start({
      wrap: (engine) =>
        Object.assign(Object.create(engine) as typeof engine, {
          audit: () => Promise.reject(new Error('secret cause')),
        }),
    });
    const answer = await send(server, '/api/v1/audit');
    expect([answer.status, codeOf(answer)]).toEqual([500, 'internal']);
    expect(answer.text).not.toContain('secret cause');
    expect(server.log.find(({ event }) => event === 'http.request-failed')?.fields).toMatchObject({
      request: answer.headers['x-request-id'],
    });
    const old = await send(server, '/api/audit');
    expect([old.status, JSON.parse(old.text)]).toMatchObject([500, { Code: 'ERROR', Details: null }]);
    expect(old.text).toContain(String(old.headers['x-request-id']));
    expect(old.text).not.toContain('secret cause');
  });
});
