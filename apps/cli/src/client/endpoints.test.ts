import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { actingEndpoint, authHeaders, givenEndpoints } from './endpoints.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Answers 200 to these paths, 404 to all others, and notes who asked. */
async function node(...paths: readonly string[]): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`.trim());
    response.statusCode = paths.includes(request.url ?? '') ? 200 : 404;
    response.end('"Not leader"');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('which Topiary', () => {
  test('the only one is not asked whether it acts', async () => {
    const { url, asked } = await node();
    expect([await actingEndpoint([url], {}), asked]).toEqual([url, []]);
  });

  test('of several the one that acts, with the credentials', async () => {
    const [follower, leader] = [await node(), await node('/api/leader-check')];
    const headers = authHeaders({}, { ORCHESTRATOR_AUTH_USER: 'u', ORCHESTRATOR_AUTH_PASSWORD: 'p' });
    expect(await actingEndpoint([follower.url, leader.url], headers)).toBe(leader.url);
    expect(follower.asked).toEqual([`/api/leader-check Basic ${Buffer.from('u:p').toString('base64')}`]);
  });

  test('else one that knows the way to it', async () => {
    const [one, other] = [await node(), await node('/api/routed-leader-check')];
    expect(await actingEndpoint([one.url, other.url], {})).toBe(other.url);
  });

  test('none of them is said', async () => {
    const [one, other] = [await node(), await node()];
    await expect(actingEndpoint([one.url, other.url], {})).rejects.toThrow(
      `None of these acts: ${one.url} ${other.url}`,
    );
  });
});

describe('where they are said', () => {
  test.each([
    [{}, {}, null],
    [{}, { ORCHESTRATOR_API: 'http://a:3000/api http://b:3000/' }, ['http://a:3000', 'http://b:3000']],
    [{}, { TOPIARY_API: 'http://a:3000/x', ORCHESTRATOR_API: 'http://b:3000' }, ['http://a:3000/x']],
    [{ api: 'http://c' }, { TOPIARY_API: 'http://a:3000' }, ['http://c']],
    [{ api: ' ' }, { TOPIARY_API: '' }, null],
  ])('%j and %j', (flags, environment, wanted) => {
    expect(givenEndpoints(flags, environment)).toEqual(wanted);
  });

  test('what is no address is said', () => {
    expect(() => givenEndpoints({ api: 'a:3000' }, {})).toThrow('"a:3000" is not an address of a Topiary');
  });

  test('a user and a password, of the flag before the environment', () => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect(authHeaders({}, {})).toEqual({});
    expect(authHeaders({ auth: 'a:b' }, { TOPIARY_AUTH: 'c:d' })).toEqual(basic('a:b'));
    expect(authHeaders({}, { TOPIARY_AUTH: 'c:d', ORCHESTRATOR_AUTH_USER: 'e' })).toEqual(basic('c:d'));
    expect(authHeaders({}, { ORCHESTRATOR_AUTH_USER: 'e' })).toEqual(basic('e:'));
  });
});
