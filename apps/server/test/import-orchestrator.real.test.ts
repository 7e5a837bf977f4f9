/** orchestrator's backend on real MySQL and MariaDB servers, read with an account that may only read it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { importFromOrchestrator } from '@topiary/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orchestratorStatements } from '../src/testing/orchestrator-database.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PASSWORD = "an'other\\password";
let sandbox: Sandbox;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-import-'));
  sandbox = await startSandbox({
    clusters: [
      { name: 'mysql', tree: 'm' },
      { name: 'mariadb', tree: 'n; flavor mariadb' },
    ],
  });
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe.each(['mysql.m', 'mariadb.n'])('%s', (name) => {
  test('is read with SELECT alone, whatever its time zone, and what it holds is taken once', async () => {
    const server = sandbox.server(name);
    // Times are told in the session's zone: written here in UTC, read by a session in another one.
    const statements = [
      'create database orc',
      'use orc',
      "set time_zone = '+00:00'",
      ...orchestratorStatements(Date.now()),
    ];
    await server.query(statements.join(';\n'));
    await server.query(
      `set global time_zone = '+05:30'; create user reader@'%' identified by 'an''other\\\\password'; grant select on orc.* to reader@'%'`,
    );
    const overrides = {
      BackendDB: 'sqlite',
      SQLite3DataFile: join(directory, `${name}.db`),
      MySQLTopologyUser: 'u',
    };
    const run = (write: boolean, password: string) =>
      importFromOrchestrator({
        configFiles: { kind: 'none' },
        orchestratorConfig: null,
        environment: { TOPIARY_BACKEND_PASSWORD: password },
        logger,
        overrides,
        from: `mysql://reader@${server.host}:${server.port}/orc`,
        write,
      });
    const taken = async (write: boolean) =>
      Object.fromEntries((await run(write, PASSWORD)).parts.map((part) => [part.what, part.taken]));
    const expected = {
      servers: 3,
      tags: 2,
      'pool members': 1,
      'promotion rules': 1,
      downtimes: 1,
      maintenances: 1,
      recoveries: 2,
      'recovery steps': 2,
      'audit entries': 3,
    };
    expect(await taken(false)).toMatchObject(expected);
    expect(await taken(true)).toMatchObject(expected);
    expect(new Set(Object.values(await taken(true)))).toEqual(new Set([0]));
    await expect(run(false, 'wrong')).rejects.toThrow(
      /lets nobody in as reader: .*Access denied.* SELECT on that database/,
    );
  });
});
