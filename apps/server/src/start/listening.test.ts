/** Where a whole start listens: TLS with and without client certificates, and a Unix socket. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestOptions } from 'node:https';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { issueAccessToken, startServer, StartFailure } from '../index.ts';
import type { RunningServer } from '../index.ts';
import { makeCertificate } from '../testing/certificate.ts';
import type { Certificate } from '../testing/certificate.ts';

const logger = { info: () => {}, warn: () => {}, error: () => {} };
let directory: string;
let files: Readonly<Record<'key' | 'cert' | 'ca', string>>;
let own: Certificate;
let authority: Certificate;
const running: RunningServer[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-listen-'));
  own = await makeCertificate();
  authority = await makeCertificate({ units: ['an authority'] });
  files = { key: join(directory, 'key.pem'), cert: join(directory, 'cert.pem'), ca: join(directory, 'ca.pem') };
  await writeFile(files.key, own.key);
  await writeFile(files.cert, own.cert);
  await writeFile(files.ca, authority.cert);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function start(overrides: Readonly<Record<string, unknown>>): Promise<RunningServer> {
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

async function problemsOf(overrides: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const error = await start(overrides).then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof StartFailure ? error.problems : [];
}

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

async function get(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const ask = url.startsWith('https') ? httpsRequest : httpRequest;
  ask(url, { ...options, agent: false }, (response) => {
    let text = '';
    response.on('data', (part: Buffer) => (text += part.toString()));
    response.on('end', () => resolve({ status: response.statusCode, text }));
  })
    .on('error', reject)
    .end();
  return promise;
}

const withTls = () => ({ UseSSL: true, SSLPrivateKeyFile: files.key, SSLCertFile: files.cert });

describe('TLS', () => {
  test('serves HTTPS with the certificate, and nothing in the clear', async () => {
    const server = await start(withTls());
    expect(server.url).toMatch(/^https:/);
    expect((await get(`${server.url}/api/status`, { ca: own.cert })).status).toBe(200);
    await expect(get(server.url.replace('https', 'http'))).rejects.toThrow('socket hang up');
    await expect(get(server.url, { ca: own.cert, maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' })).rejects.toThrow(
      /alert|protocol/i,
    );
  });

  test('lets in whose certificate comes from the CA and has an accepted unit', async () => {
    const mutual = { UseMutualTLS: true, SSLCAFile: files.ca, SSLValidOUs: ['dba', 'ops'] };
    const server = await start({ ...withTls(), ...mutual });
    const look = async (path: string, client?: Certificate): Promise<Answer> =>
      get(`${server.url}${path}`, { ca: own.cert, ...client });
    const dba = await makeCertificate({ units: ['people', 'dba'], issuer: authority });
    expect((await look('/api/v1/fleet', dba)).status).toBe(200);
    expect(await look('/api/v1/fleet')).toEqual({ status: 401, text: 'A client certificate is needed\n' });
    const other = await makeCertificate({ units: ['web'], issuer: authority });
    expect(await look('/', other)).toEqual({
      status: 401,
      text: 'No organizational unit of the client certificate is accepted\n',
    });
    const forged = await makeCertificate({ units: ['dba'] });
    expect((await look('/api/clusters', forged)).text).toMatch(/^The client certificate is not accepted: /);
    expect((await look('/api/status')).status).toBe(200);
  });

  test('asks for a certificate on health checks where that is wanted', async () => {
    const mutual = { UseMutualTLS: true, SSLCAFile: files.ca, SSLValidOUs: ['dba'], StatusOUVerify: true };
    const server = await start({ ...withTls(), ...mutual });
    expect((await get(`${server.url}/api/status`, { ca: own.cert })).status).toBe(401);
  });

  test('asks for none where StatusEndpoint puts the status, and for one where it would be else', async () => {
    const mutual = { UseMutualTLS: true, SSLCAFile: files.ca, SSLValidOUs: ['dba'], URLPrefix: '/orc' };
    const server = await start({ ...withTls(), ...mutual, StatusEndpoint: '/my_status' });
    const { origin } = new URL(server.url);
    const look = async (path: string) => (await get(`${origin}${path}`, { ca: own.cert })).status;
    expect(await look('/my_status')).toBe(200);
    expect(await look('/orc/api/health')).toBe(200);
    expect(await look('/orc/api/status')).toBe(401);
    expect(await look('/orc/my_status')).toBe(401);
    expect(await look('/orc/api/clusters?of=/my_status')).toBe(401);
  });

  test('a key or certificate that is none is said at start', async () => {
    const [missing] = await problemsOf({ ...withTls(), SSLPrivateKeyFile: join(directory, 'gone.pem') });
    expect(missing).toContain('gone.pem, which cannot be read (ENOENT)');
    const [broken] = await problemsOf({ ...withTls(), SSLPrivateKeyFile: files.cert });
    expect(broken).toMatch(/^SSLPrivateKeyFile and SSLCertFile do not make a TLS server/);
  });
});

describe('a Unix socket', () => {
  test('takes the place of the address, and of a socket that a killed process left', async () => {
    const path = join(directory, 'topiary.sock');
    const left = createServer().listen(path);
    await once(left, 'listening');
    expect(await problemsOf({ ListenSocket: path })).toEqual([
      `Something else already listens on ${path}: stop it, or set another ListenSocket.`,
    ]);
    left.close();
    const server = await start({ ListenSocket: path });
    expect(server.url).toBe(`unix:${path}`);
    expect((await get('http://any.example/api/status', { socketPath: path })).status).toBe(200);
  });

  test('in a directory that is not there is said', async () => {
    const [problem] = await problemsOf({ ListenSocket: join(directory, 'gone', 'topiary.sock') });
    expect(problem).toContain('is in a directory that is not there');
  });
});

test('an access token is for the Topiary that runs with that configuration', async () => {
  const config = join(directory, 'token.json');
  const data = join(directory, 'token-data');
  const listen = { ListenAddress: '127.0.0.1:0', TopiaryDataDirectory: data, MySQLTopologyUser: 'u' };
  await writeFile(config, JSON.stringify({ ...listen, AuthenticationMethod: 'token' }));
  const configFiles = { kind: 'file', path: config } as const;
  const issue = () => issueAccessToken({ configFiles, environment: {}, now: Date.now() });
  expect(issue).toThrow('start Topiary with this configuration first');
  const server = await startServer({ configFiles, environment: {}, logger });
  running.push(server);
  expect((await get(`${server.url}/web/access-token?publicToken=${issue()}`)).status).toBe(302);
  expect((await readdir(data)).filter((file) => file.startsWith('access-token'))).toEqual(['access-token.key']);
  expect((await stat(join(data, 'access-token.key'))).mode & 0o777).toBe(0o600);
  await writeFile(config, JSON.stringify(listen));
  expect(issue).toThrow('Access tokens are for AuthenticationMethod "token"');
});
