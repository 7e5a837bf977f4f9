import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-30' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

async function json(path: string): Promise<unknown> {
  return JSON.parse((await compatGet(`${server.url}/api/${path}`, {})).text);
}
const db = (number: number) => ({ Hostname: `db-${number}`, Port: 3306 });

describe('names', () => {
  test('are cached, shown and cleared', async () => {
    expect(await json('hostname-resolve-cache')).toMatchObject({ Code: 'OK', Details: {} });
    expect(await json('reset-hostname-resolve-cache')).toMatchObject({ Code: 'OK', Details: null });
  });

  test('of a server that cannot be reached are not resolved', async () => {
    expect(await json('resolve/db-1/3306')).toMatchObject({ Code: 'ERROR' });
    expect(await json('resolve/db-1/x')).toMatchObject({ Code: 'ERROR', Message: 'Invalid port: x' });
  });

  test('that are virtual are registered, shown in the instance, and taken away', async () => {
    expect(await json('register-hostname-unresolve/db-2/3306/writer')).toMatchObject({ Code: 'OK', Details: db(2) });
    expect(await json('instance/db-2/3306')).toMatchObject({ UnresolvedHostname: 'writer' });
    expect(await json('deregister-hostname-unresolve/db-2/3306')).toMatchObject({ Code: 'OK', Details: db(2) });
    expect(await json('instance/db-2/3306')).toMatchObject({ UnresolvedHostname: '' });
  });
});

describe('forgetting', () => {
  test('one server goes by its exact name', async () => {
    expect(await json('forget/db-3/3306')).toMatchObject({ Code: 'ERROR' });
    expect(await json('forget/db-30/3306')).toEqual({
      Code: 'OK',
      Message: 'Instance forgotten: db-30:3306',
      Details: db(30),
    });
    expect(server.engine.snapshot().instances.has(id('db-30'))).toBe(false);
    expect(await json('discover/db-30/3306')).toMatchObject({ Code: 'OK', Details: { Key: db(30) } });
  });

  test('a cluster goes by any hint', async () => {
    expect(await json('forget-cluster/nobody')).toMatchObject({ Code: 'ERROR' });
    expect(await json('forget-cluster/db-2')).toMatchObject({ Code: 'OK', Details: null });
    expect(server.engine.snapshot().clusters.size).toBe(0);
  });
});
