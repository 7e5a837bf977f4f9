/**
 * The production set-up as a whole (spec/production): three Topiaries with one configuration on one database of MySQL, behind
 * basic authentication, asked by a command that knows all three addresses. What discovery reads there has a test of its own
 * (`classification.real.test.ts`).
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MODEST_GRANTS, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IS_SOAK, START_TIMEOUT_MS } from '../src/testing/real-world.ts';
import { META, PRODUCTION_KEYS, TOPOLOGY_ACCOUNT } from './production-set-up.ts';
import { eventually, TOPIARY_COMMAND, TopiaryStarter } from './topiary-process.ts';
import type { Account, TopiaryProcess } from './topiary-process.ts';

const BACKEND = { user: 'orchestrator_backend', password: 'backend word' };
/** Let in with a certificate alone. */
const CERTIFIED = { user: 'certified', password: 'certified word' };
const ADMIN = { user: 'admin', password: 'page word' };
const COMMAND_LIMIT_MS = 60_000;
/** Longer than a takeover of the lease takes after a death. */
const TAKE_OVER_DEADLINE_MS = 40_000;
const READABLE = `CREATE DATABASE meta; CREATE VIEW meta.heartbeat_view AS SELECT 0 AS absolute_lag;
GRANT SELECT ON orch_meta.* TO '${TOPOLOGY_ACCOUNT.user}'@'%'; GRANT SELECT ON meta.* TO '${TOPOLOGY_ACCOUNT.user}'@'%'`;

const starter = new TopiaryStarter();
let sandbox: Sandbox;
let m: SandboxServer;
let a: SandboxServer;
let db: SandboxServer;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [
      { name: 'x', tree: 'm > (a, b); flavor mysql' },
      { name: 'store', tree: 'db; flavor mysql' },
    ],
    extraAccounts: [{ ...TOPOLOGY_ACCOUNT, grants: MODEST_GRANTS }],
  });
  m = sandbox.server('x.m');
  a = sandbox.server('x.a');
  db = sandbox.server('store.db');
  await m.query(META);
  await m.query(READABLE);
  await db.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL sync_binlog = 0');
  await db.query(
    `CREATE USER '${BACKEND.user}'@'%' IDENTIFIED BY '${BACKEND.password}'; GRANT ALL ON orchestrator.* TO '${BACKEND.user}'@'%'`,
  );
  await db.query(
    `CREATE USER '${CERTIFIED.user}'@'%' IDENTIFIED BY '${CERTIFIED.password}' REQUIRE X509; GRANT ALL ON certified.* TO '${CERTIFIED.user}'@'%'`,
  );
}, START_TIMEOUT_MS);
afterAll(() => sandbox?.stop());
afterEach(() => starter.endAll());

type Keys = Readonly<Record<string, unknown>>;

function startThree(keys: Keys): Promise<readonly TopiaryProcess[]> {
  return Promise.all([start(keys), start(keys), start(keys)]);
}

const AS_WRITTEN = {
  MySQLOrchestratorDatabase: 'orchestrator',
  MySQLOrchestratorUser: BACKEND.user,
  MySQLOrchestratorPassword: BACKEND.password,
};

/** With the certificates that the server made for itself. */
function withCertificates(): Keys {
  const { dataDirectory } = db;
  return {
    MySQLOrchestratorDatabase: 'certified',
    MySQLOrchestratorUser: CERTIFIED.user,
    MySQLOrchestratorPassword: CERTIFIED.password,
    MySQLOrchestratorUseMutualTLS: true,
    MySQLOrchestratorSSLCAFile: join(dataDirectory, 'ca.pem'),
    MySQLOrchestratorSSLCertFile: join(dataDirectory, 'client-cert.pem'),
    MySQLOrchestratorSSLPrivateKeyFile: join(dataDirectory, 'client-key.pem'),
  };
}

async function start(keys: Keys): Promise<TopiaryProcess> {
  const directory = await starter.directory();
  const config = {
    BackendDB: 'mysql',
    MySQLOrchestratorHost: db.host,
    MySQLOrchestratorPort: db.port,
    SQLite3DataFile: '',
    TopiaryDataDirectory: join(directory, 'data'),
    AuthenticationMethod: 'basic',
    HTTPAuthUser: ADMIN.user,
    HTTPAuthPassword: ADMIN.password,
    AuthUserHeader: '',
    PowerAuthUsers: [ADMIN.user],
    ...PRODUCTION_KEYS,
    InstancePollSeconds: 1,
    ...keys,
  };
  return starter.start({ seeds: [m.address], account: TOPOLOGY_ACCOUNT, directory, person: ADMIN, config });
}

const all = (topiaries: readonly TopiaryProcess[]): string => topiaries.map(({ url }) => `${url}/api`).join(' ');

/** What a command prints, given the addresses of all. */
async function command(endpoints: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    TOPIARY_COMMAND,
    ['--auth', `${ADMIN.user}:${ADMIN.password}`, ...args],
    { env: { ...process.env, ORCHESTRATOR_API: endpoints }, timeout: COMMAND_LIMIT_MS },
  );
  return stdout.trim();
}

async function statusWith(topiary: TopiaryProcess, path: string, account: Account | null): Promise<number> {
  const authorization = account === null ? null : `Basic ${btoa(`${account.user}:${account.password}`)}`;
  const headers = authorization === null ? {} : { authorization };
  return (await fetch(`${topiary.url}${path}`, { headers })).status;
}

async function actingOf(topiaries: readonly TopiaryProcess[], deadlineMs?: number): Promise<TopiaryProcess> {
  return eventually(async () => {
    const checks = await Promise.all(topiaries.map((one) => statusWith(one, '/api/leader-check', ADMIN)));
    const acting = topiaries.filter((_, at) => checks[at] === 200);
    const [one] = acting;
    if (one === undefined || acting.length > 1) throw new Error(`who acts: ${checks.join(', ')}`);
    return one;
  }, deadlineMs);
}

test('a cluster is found, and its master switched by its alias, by whoever of the three acts', async () => {
  const topiaries = await startThree(AS_WRITTEN);
  const acting = await actingOf(topiaries);
  for (const one of topiaries) {
    expect(await statusWith(one, '/api/clusters', null)).toBe(401);
    expect(await statusWith(one, '/api/clusters', { ...ADMIN, password: 'guessed' })).toBe(401);
  }
  const endpoints = all(topiaries);
  await eventually(async () => {
    expect(await command(endpoints, '-c', 'clusters-alias')).toBe(`${m.address}\t15958-1`);
    expect(await command(endpoints, '-c', 'which-cluster-instances', '-alias', '15958-1')).toContain(a.address);
  });
  const switching = ['-c', 'graceful-master-takeover-auto', '-alias', '15958-1', '-d', a.address];
  expect((await command(endpoints, ...switching)).split('\n')[0]).toBe(a.address);
  expect(await command(endpoints, '-c', 'which-cluster-master', '-alias', '15958-1')).toBe(a.address);
  const [{ writable } = {}] = await a.query('SELECT NOT @@GLOBAL.super_read_only AS writable');
  expect(Number(writable)).toBe(1);
  const { items } = await acting.call('recoveries', { query: {} });
  expect(items).toMatchObject([{ successor: a.address, details: { user: ADMIN.user, errors: [] } }]);
}, 120_000);

test.runIf(IS_SOAK)(
  'when the one that acts is killed, another one answers for it; the database is reached with certificates',
  async () => {
    const topiaries = await startThree(withCertificates());
    const acting = await actingOf(topiaries);
    const endpoints = all(topiaries);
    await eventually(async () => expect(await command(endpoints, '-c', 'clusters-alias')).toContain('15958-1'));
    await acting.kill();
    const others = topiaries.filter((one) => one !== acting);
    expect(await actingOf(others, TAKE_OVER_DEADLINE_MS)).not.toBe(acting);
    expect(await command(endpoints, '-c', 'clusters-alias')).toContain('15958-1');
    await command(endpoints, '-c', 'tag', '-i', a.address, '-tag', 'kept=yes');
    expect(await command(endpoints, '-c', 'tagged', '-tag', 'kept')).toBe(a.address);
  },
  120_000,
);
