/** Several Topiaries on one database of MariaDB: who acts, who reads, and who follows. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { importFromOrchestrator, startServer } from '@topiary/server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openHere } from '../src/start/open-here.ts';
import { orchestratorStatements } from '../src/testing/orchestrator-database.ts';
import { compatGet } from '../src/testing/compat-client.ts';
import { IS_SOAK, START_TIMEOUT_MS } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const STORE = { user: 'keeper', password: 'store "word"' };
/** Longer than a takeover takes after a death. */
const TAKE_OVER_DEADLINE_MS = 40_000;

const starter = new TopiaryStarter();
let sandbox: Sandbox;
let db: SandboxServer;
let m: SandboxServer;
let a: SandboxServer;
let b: SandboxServer;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [
      { name: 'x', tree: 'm > (a, b); flavor mariadb' },
      { name: 'store', tree: 'db; flavor mariadb' },
    ],
  });
  [m, a, b, db] = ['x.m', 'x.a', 'x.b', 'store.db'].map((name) => sandbox.server(name)) as [
    SandboxServer,
    SandboxServer,
    SandboxServer,
    SandboxServer,
  ];
  await db.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL sync_binlog = 0');
  await db.query(`CREATE USER '${STORE.user}'@'%' IDENTIFIED BY '${STORE.password}'`);
}, START_TIMEOUT_MS);
afterAll(() => sandbox?.stop());
afterEach(() => starter.endAll());

interface Node {
  readonly topiary: TopiaryProcess;
  /** Its own, with its configuration. */
  readonly directory: string;
}

/** Of the store on a database of that name, as on a machine of its own. */
function keysOf(database: string, directory: string, account = STORE): Readonly<Record<string, unknown>> {
  return {
    BackendDB: 'mysql',
    MySQLOrchestratorHost: db.host,
    MySQLOrchestratorPort: db.port,
    MySQLOrchestratorDatabase: database,
    MySQLOrchestratorUser: account.user,
    MySQLOrchestratorPassword: account.password,
    SQLite3DataFile: '',
    TopiaryDataDirectory: join(directory, 'data'),
  };
}

async function startNode(database: string, given?: string): Promise<Node> {
  const directory = given ?? (await starter.directory());
  const options = { seeds: [m.address], account: sandbox.credentials.topology, directory };
  return { topiary: await starter.start({ ...options, config: keysOf(database, directory) }), directory };
}

function allow(database: string): Promise<unknown> {
  return db.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON \`${database}\`.* TO '${STORE.user}'@'%'`,
  );
}

const tag = (topiary: TopiaryProcess, name: string) =>
  topiary.call('register', {
    body: { kind: 'set-tag', instance: a.address, name, value: 'yes' },
    idempotencyKey: crypto.randomUUID(),
  });

const tagged = async (topiary: TopiaryProcess, name: string): Promise<readonly unknown[]> =>
  (await topiary.call('tagged', { query: { tag: name } })).instances;

async function untilActing({ topiary }: Node, deadlineMs?: number): Promise<void> {
  await eventually(async () => {
    const { actor } = await topiary.call('status', {});
    if (actor.kind !== 'self') throw new Error(`it does not act, but ${JSON.stringify(actor)}`);
  }, deadlineMs);
}

/** `target`: where a move of the first replica would go. */
async function expectReadsOnly({ topiary }: Node, acting: Node, target: SandboxServer): Promise<void> {
  await topiary.clusterOf(a.address, 3);
  expect((await topiary.call('status', {})).actor).toMatchObject({ kind: 'other', url: acting.topiary.url });
  await expect(tag(topiary, 'by-the-other')).rejects.toMatchObject({ code: 'not-the-actor' });
  const plan = await topiary.relocation(a.address, target.address);
  await expect(topiary.confirm(plan, true)).rejects.toMatchObject({ code: 'not-the-actor' });
}

/** Where the first replica is not: earlier tests may have moved it. */
async function elsewhere({ topiary }: Node): Promise<SandboxServer> {
  const { edges } = await topiary.clusterOf(a.address, 3);
  return edges.find(({ replica }) => replica === a.address)?.source === b.address ? m : b;
}

async function expectMove({ topiary }: Node, target: SandboxServer): Promise<void> {
  await topiary.clusterOf(a.address, 3);
  const plan = await topiary.relocation(a.address, target.address);
  expect(await topiary.confirm(plan, true)).toMatchObject({ outcome: 'done' });
}

test('one acts, the other one says so, reads what it registered, and acts when it is stopped', async () => {
  await allow('handed');
  const first = await startNode('handed');
  await untilActing(first);
  await first.topiary.clusterOf(a.address, 3);
  await tag(first.topiary, 'kept');
  const second = await startNode('handed');
  await expectReadsOnly(second, first, b);
  await eventually(async () => expect(await tagged(second.topiary, 'kept')).toEqual([a.address]));
  await expectCommandAsks(second, first);
  expect(await first.topiary.terminate()).toBe(0);
  await untilActing(second);
  expect(await tagged(second.topiary, 'kept')).toEqual([a.address]);
  await tag(second.topiary, 'later');
  await expectMove(second, b);
}, 60_000);

test('one that is asked for a new election hands over to the one that waits, there and back, and never do two act', async () => {
  await allow('reelected');
  const first = await startNode('reelected');
  await untilActing(first);
  await first.topiary.clusterOf(a.address, 3);
  expect(await oldApi(first, 'reelect')).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining('goes on') });
  const second = await startNode('reelected');
  await second.topiary.clusterOf(a.address, 3);
  await tag(first.topiary, 'before');
  await expectHandedOver(first, second);
  expect(await oldApi(first, 'reelect')).toMatchObject({
    Code: 'ERROR',
    Message: expect.stringContaining(second.topiary.url),
  });
  await expectReadsOnly(first, second, await elsewhere(first));
  expect(await tagged(second.topiary, 'before')).toEqual([a.address]);
  await tag(second.topiary, 'between');
  await expectHandedOver(second, first);
  expect(await tagged(first.topiary, 'between')).toEqual([a.address]);
  await expectMove(first, await elsewhere(first));
  await expectMove(first, await elsewhere(first));
}, 90_000);

const oldApi = async ({ topiary }: Node, route: string): Promise<unknown> =>
  JSON.parse((await compatGet(`${topiary.url}/api/${route}`)).text);

const acts = async ({ topiary }: Node): Promise<boolean> => (await topiary.call('status', {})).actor.kind === 'self';

/** Who has been seen to act by then must not be seen together with one that was asked later. */
async function expectHandedOver(from: Node, to: Node): Promise<void> {
  // It has said that it waits.
  await eventually(async () => expect((await to.topiary.call('status', {})).actor.kind).toBe('other'));
  let isAnswered = false;
  const answer = oldApi(from, 'reelect').finally(() => (isAnswered = true));
  const seen: string[] = [];
  do {
    const after = await acts(to);
    const before = await acts(from);
    seen.push(`${before} ${after}`);
  } while (!isAnswered);
  expect(await answer).toEqual({ Code: 'OK', Message: expect.stringContaining(to.topiary.url), Details: null });
  await untilActing(to);
  expect(seen).not.toContain('true true');
  expect(await acts(from)).toBe(false);
}

/** A command on the configuration of a machine, without an address of a Topiary. */
async function expectCommandAsks(node: Node, acting: Node): Promise<void> {
  const path = join(node.directory, `topiary-${new URL(node.topiary.url).port}.json`);
  expect(await readFile(path, 'utf8')).toContain('"BackendDB":"mysql"');
  const here = await openHere({
    configFiles: { kind: 'file', path },
    environment: {},
    user: 'ada',
    ignoreRaft: false,
    recovers: false,
    changes: false,
    logger: SILENT,
  });
  try {
    expect(here.actingElsewhere).toBe(acting.topiary.url);
  } finally {
    await here.stop();
  }
}

test.runIf(IS_SOAK)(
  'when the one that acts is killed, the other one takes over within its time, with what was registered',
  async () => {
    await allow('killed');
    const first = await startNode('killed');
    await untilActing(first);
    await first.topiary.clusterOf(a.address, 3);
    await tag(first.topiary, 'kept');
    const second = await startNode('killed');
    await expectReadsOnly(second, first, m);
    await eventually(async () => expect(await tagged(second.topiary, 'kept')).toEqual([a.address]));
    // Until then it would wait for as long as for a Topiary that knows of no other.
    await eventually(async () => {
      const rows = await db.query('SELECT known_to_term AS term FROM killed.topiary_lease_member');
      expect(rows.map(({ term }) => Number(term))).toEqual([1]);
    });
    await first.topiary.kill();
    await untilActing(second, TAKE_OVER_DEADLINE_MS);
    expect(await tagged(second.topiary, 'kept')).toEqual([a.address]);
    await tag(second.topiary, 'later');
    await expectMove(second, m);
    const again = await startNode('killed', first.directory);
    await expectReadsOnly(again, second, b);
    expect(await tagged(again.topiary, 'later')).toEqual([a.address]);
  },
  120_000,
);

test.runIf(IS_SOAK)(
  'who was killed and is started again on the same machine acts at once, with what was registered',
  async () => {
    await allow('alone');
    const first = await startNode('alone');
    await untilActing(first);
    await first.topiary.clusterOf(a.address, 3);
    await tag(first.topiary, 'kept');
    await first.topiary.kill();
    const again = await startNode('alone', first.directory);
    await untilActing(again);
    await again.topiary.clusterOf(a.address, 3);
    expect(await tagged(again.topiary, 'kept')).toEqual([a.address]);
  },
  60_000,
);

describe('a start is refused, and says what to do', () => {
  async function refusalOf(changes: Readonly<Record<string, unknown>>): Promise<string> {
    const directory = await starter.directory();
    const starting = startServer({
      configFiles: { kind: 'none' },
      environment: {},
      logger: SILENT,
      overrides: { ListenAddress: '127.0.0.1:0', ...keysOf('refused', directory), ...changes },
    });
    const refusal: unknown = await starting.then(
      (server) => server.stop(),
      (error: unknown) => error,
    );
    return String(refusal);
  }

  test('an account without rights, with the GRANT that helps', async () => {
    await db.query(`CREATE USER 'reader'@'%' IDENTIFIED BY 'reader-word'; CREATE DATABASE refused`);
    await db.query(`GRANT SELECT ON refused.* TO 'reader'@'%'`);
    const account = { MySQLOrchestratorUser: 'reader', MySQLOrchestratorPassword: 'reader-word' };
    const refusal = await refusalOf(account);
    const grant = /GRANT .*;/.exec(refusal)?.[0] ?? '';
    expect(grant).toBe(
      "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON `refused`.* TO 'reader'@'%';",
    );
    expect(refusal).not.toContain('reader-word');
  });

  test('a wrong password, and a server that is not there', async () => {
    expect(await refusalOf({ MySQLOrchestratorPassword: 'wrong-word' })).toMatch(
      /does not let the account in .*Look at MySQLOrchestratorUser/,
    );
    // Reserved: nobody listens there.
    expect(await refusalOf({ MySQLOrchestratorPort: 1 })).toMatch(
      /cannot be reached: ECONNREFUSED.*MySQLOrchestratorHost/,
    );
  });
});

test("orchestrator's own database becomes the shared one: what is in it is imported, and stays", async () => {
  await allow('orc');
  await db.query(
    ['create database orc', 'use orc', "set time_zone = '+00:00'", ...orchestratorStatements(Date.now())].join(';\n'),
  );
  const directory = await starter.directory();
  const file = join(directory, 'orchestrator.conf.json');
  const { BackendDB: _unstated, ...keys } = keysOf('orc', directory);
  await writeFile(file, JSON.stringify({ ...keys, MySQLTopologyUser: 'u' }));
  const run = async (write: boolean) => {
    const configFiles = { kind: 'file', path: file } as const;
    const report = await importFromOrchestrator({
      configFiles,
      orchestratorConfig: null,
      environment: {},
      logger: SILENT,
      from: null,
      write,
    });
    return Object.fromEntries(report.parts.map((part) => [part.what, part.taken]));
  };
  const expected = { servers: 3, tags: 2, recoveries: 2, 'audit entries': 3 };
  const tables = async (): Promise<readonly string[]> =>
    (await db.query(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'orc'`)).map(
      ({ name }) => String(name),
    );
  const before = await tables();
  expect(await run(false)).toMatchObject(expected);
  expect(await tables()).toEqual(before);
  expect(await run(true)).toMatchObject(expected);
  expect(await db.query('SELECT count(*) AS n FROM orc.topiary_audit_entry')).not.toEqual([{ n: 0 }]);
  expect(new Set(Object.values(await run(false)))).toEqual(new Set([0]));
  expect((await tables()).filter((name) => !name.startsWith('topiary_')).toSorted()).toEqual(before.toSorted());
});
