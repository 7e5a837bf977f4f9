/** Imports of SQLite files as orchestrator leaves them, into real stores, and what Topiary knows when it starts on them. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FleetView } from '@topiary/contract';
import type { Registration } from '@topiary/domain';
import type { Store } from '@topiary/engine';
import { openStore } from '@topiary/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFromOrchestrator, startServer, StartFailure } from '../index.ts';
import type { OrchestratorImportReport } from '../index.ts';
import { createSystemClock } from '../runtime/system-clock.ts';
import { orchestratorStatements } from '../testing/orchestrator-database.ts';

const HOUR_MS = 3_600_000;
const log: { event: string; fields: unknown }[] = [];
const note = (event: string, fields: unknown = {}): void => void log.push({ event, fields });
const logger = { info: note, warn: note, error: note };

let directory: string;
let source: string;
const now = Date.now();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-import-'));
  source = join(directory, 'orchestrator.db');
  log.length = 0;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function fill(statements: readonly string[] = orchestratorStatements(now)): void {
  const database = new DatabaseSync(source);
  for (const statement of statements) database.exec(statement);
  database.close();
}

const settings = () => ({ ListenAddress: '127.0.0.1:0', SQLite3DataFile: join(directory, 'topiary.db') });

function run(write: boolean, more: { from?: string | null; overrides?: Record<string, unknown> } = {}) {
  return importFromOrchestrator({
    configFiles: { kind: 'none' },
    orchestratorConfig: null,
    environment: {},
    logger,
    overrides: more.overrides ?? settings(),
    from: more.from === undefined ? source : more.from,
    write,
  });
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartFailure);
  return error instanceof StartFailure ? error.problems.join('\n') : '';
}

function counts({ parts }: OrchestratorImportReport): Record<string, readonly number[]> {
  return Object.fromEntries(
    parts.map(({ what, found, taken, already, left }) => [
      what,
      [found, taken, already, left.reduce((sum, { count }) => sum + count, 0)],
    ]),
  );
}

const reasons = ({ parts }: OrchestratorImportReport, what: string) =>
  parts.find((part) => part.what === what)?.left.map(({ why, examples }) => [why, ...examples]);

const open = () =>
  openStore({ kind: 'sqlite', file: settings().SQLite3DataFile }, { clock: createSystemClock(), logger });

/** found, taken, already here, left out */
const EXPECTED = {
  servers: [4, 3, 0, 1],
  clusters: [2, 2, 0, 0],
  'cluster aliases': [3, 2, 0, 1],
  'cluster domains': [1, 1, 0, 0],
  tags: [3, 2, 0, 1],
  'pool members': [2, 1, 0, 1],
  'promotion rules': [2, 1, 0, 1],
  downtimes: [2, 1, 0, 1],
  maintenances: [2, 1, 0, 1],
  'virtual names': [1, 1, 0, 0],
  'recovery switch': [1, 1, 0, 0],
  'failure detections': [1, 1, 0, 0],
  recoveries: [2, 2, 0, 0],
  'recovery steps': [3, 2, 0, 1],
  'audit entries': [4, 3, 0, 1],
};

async function expectImported(store: Store): Promise<void> {
  const known = await store.inventory.load();
  const second = known.instances.find(({ id }) => id === 'db-2:3306');
  expect(second).toMatchObject({
    serverUuid: 'uuid-2',
    sources: [{ channel: '', source: { host: 'db-1', port: 3306 } }],
    answers: { 'instance-alias': { kind: 'value', text: 'second' }, 'data-center': { kind: 'value', text: 'dc2' } },
  });
  expect(known.instances.find(({ id }) => id === 'db-1:3306')).toMatchObject({
    cluster: second?.cluster,
    answers: { 'cluster-domain': { text: 'shop.example' }, 'cluster-alias': { text: 'shop' } },
  });
  const { registrations } = await store.registrations.load();
  const downtime = registrations.find(({ kind }) => kind === 'downtime');
  expect(downtime).toMatchObject({ instance: 'db-2:3306', owner: 'ada', reason: 'a disk is replaced' });
  expect(Number(downtime?.expiresAt) - Number(downtime?.at)).toBe(2 * HOUR_MS);
  expect(registrations).toContainEqual(expect.objectContaining({ kind: 'cluster-alias', alias: 'Blog' }));
  const [open_, done] = (await store.recoveries.list({ page: 0, pageSize: 10 })).items;
  expect(done).toMatchObject({
    uid: 'orc-1:abc',
    code: 'DeadMaster',
    successor: 'db-1:3306',
    clusterAlias: 'shop',
    acknowledged: { by: 'ada', comment: 'seen' },
    details: { lost: ['db-3:3306'], participants: ['db-0:3306', 'db-1:3306'] },
  });
  expect(open_).toMatchObject({ uid: 'orchestrator-4', acknowledged: null, endedAt: open_?.startedAt });
  expect((await store.recoveries.detections({ page: 0, pageSize: 10 })).items).toMatchObject([
    { code: 'DeadMaster', actionable: true, recovery: done?.id },
  ]);
  expect(await store.recoveries.steps('orc-1:abc')).toMatchObject([
    { message: { params: { text: 'will handle DeadMaster' } } },
    { message: { params: { text: 'promoted db-1:3306' } } },
  ]);
  expect(await store.recoveries.switches()).toMatchObject([{ cluster: null, owner: 'orchestrator' }]);
  const audit = await store.audit.list({ page: 0, pageSize: 10 });
  expect(audit.items.map(({ action }) => action)).toEqual([
    'import-orchestrator',
    'recover-dead-master',
    'recover-dead-master',
    'discover',
  ]);
}

async function changeTag(store: Store): Promise<Registration> {
  await store.lease.acquire({ hostname: 'h', processId: 1, url: '' });
  const { registrations } = await store.registrations.load();
  const tag = registrations.find((one) => one.kind === 'tag' && one.name === 'role');
  if (tag?.kind !== 'tag') throw new Error('the tag was not imported');
  const changed = { ...tag, value: 'changed here' };
  await store.registrations.write({ put: [changed], remove: [] });
  await store.lease.release();
  return changed;
}

const digestOfSource = async () =>
  createHash('sha256')
    .update(await readFile(source))
    .digest('hex');

describe('an import from orchestrator', () => {
  test('previews what would come, and why the rest would not, without making a file', async () => {
    fill();
    const preview = await run(false);
    expect(counts(preview)).toEqual(EXPECTED);
    expect(preview).toMatchObject({ done: false, from: source, version: '3.2.6', into: settings().SQLite3DataFile });
    expect(reasons(preview, 'promotion rules')).toEqual([['there is no promotion rule "must"', 'db-1:3306 must']]);
    expect(reasons(preview, 'maintenances')).toEqual([['it belongs to an act of orchestrator that ran', 'db-2:3306']]);
    expect(reasons(preview, 'pool members')).toEqual([['its time is over', 'db-1:3306 stale']]);
    expect(reasons(preview, 'servers')).toEqual([['no address that could be asked', '//db-9:3306']]);
    expect(preview.notes).toContain('Nothing is taken of kv_store (1 rows): key-value stores are filled anew.');
    await expect(readFile(settings().SQLite3DataFile)).rejects.toThrow('ENOENT');
  });

  test('brings everything as it was, once; leaves the source alone, and what somebody set here since', async () => {
    fill();
    const before = await digestOfSource();
    expect(counts(await run(true))).toEqual(EXPECTED);
    const store = await open();
    await expectImported(store);
    const changed = await changeTag(store);
    await store.close();
    const again = counts(await run(true));
    for (const [what, [found = 0, taken = 0, , left = 0]] of Object.entries(EXPECTED))
      expect([what, ...(again[what] ?? [])]).toEqual([what, found, 0, taken, left]);
    expect(await digestOfSource()).toBe(before);
    const after = await open();
    expect((await after.registrations.load()).registrations).toContainEqual(changed);
    await after.close();
  });
  test('a Topiary with orchestrator’s own SQLite file keeps beside it, knows what was imported, and keeps another import away', async () => {
    fill();
    const overrides = { ListenAddress: '127.0.0.1:0', SQLite3DataFile: source };
    const done = await run(true, { from: null, overrides });
    expect([done.from, done.into]).toEqual([source, `${source}.topiary`]);
    const server = await startServer({ configFiles: { kind: 'none' }, environment: {}, logger, overrides });
    try {
      expect(log.map(({ event }) => event)).toContain('store.beside-orchestrator');
      const { clusters } = (await (await fetch(`${server.url}/api/v1/fleet`)).json()) as FleetView;
      expect(clusters.map(({ name }) => name).toSorted()).toEqual(['Blog', 'shop']);
      const tagged = await fetch(`${server.url}/api/v1/registry/tagged?tag=role`);
      expect(await tagged.json()).toMatchObject({ instances: ['db-1:3306'] });
      const status = async () => JSON.stringify(await (await fetch(`${server.url}/api/v1/status`)).json());
      await expect.poll(status).toContain('"self"');
      const refusal = await refusalOf(run(true, { overrides }));
      expect(refusal).toMatch(/^Topiary on .* \(process \d+.*\) acts on the store .*Stop it, import/);
      expect((await run(false, { overrides })).done).toBe(false);
    } finally {
      await server.stop();
    }
  });
});

describe('what cannot be imported', () => {
  test('a first release has fewer tables and columns: what is there is taken', async () => {
    fill([
      'create table database_instance (hostname text, port integer, cluster_name text, master_host text, master_port integer, last_seen timestamp)',
      "insert into database_instance values ('db-1', 3306, 'db-1:3306', '', 0, '2020-01-01 00:00:00')",
      'create table audit (audit_id integer, audit_timestamp timestamp, audit_type text, hostname text, port integer, message text)',
    ]);
    const report = await run(false);
    expect(counts(report)['servers']).toEqual([1, 1, 0, 0]);
    expect(report.notes[0]).toMatch(/^That release has no cluster_alias, .*topology_recovery_steps\.$/);
  });

  test('a table that lacks what it is about is named', async () => {
    fill(['create table database_instance (hostname text, port integer)']);
    expect(await refusalOf(run(false))).toMatch(
      /^The table database_instance of .* lacks cluster_name: .* Start orchestrator 3/,
    );
  });

  test.each([
    ['no file', () => Promise.resolve(), /^There is no file .*SQLite3DataFile/],
    [
      'a text',
      () => writeFile(source, 'x'.repeat(5_000)),
      /cannot be read as a SQLite database \(file is not a database\)/,
    ],
    [
      'another program',
      () => Promise.resolve(fill(['create table t (x integer)'])),
      /has no table database_instance: it is no database of/,
    ],
  ])('%s', async (_, make, sentence) => {
    await make();
    expect(await refusalOf(run(false))).toMatch(sentence);
  });

  test.each([
    ['mysql://host/db', /^--from is a path, or mysql:\/\/user@host:port\/database/],
    ['mysql://u:secret@host/db', /^Leave the password out of --from: set TOPIARY_BACKEND_PASSWORD/],
    ['mysql://u@127.0.0.1:1/db', /^orchestrator's backend 127\.0\.0\.1:1\/db lets nobody in as u: .*ECONNREFUSED/],
    [null, /^The configuration names no database of orchestrator/],
  ])('--from %s', async (from, sentence) => {
    const overrides = { ListenAddress: '127.0.0.1:0', TopiaryDataDirectory: join(directory, 'data') };
    const said = await refusalOf(run(false, { from, overrides }));
    expect(said).toMatch(sentence);
    expect(said).not.toContain('secret');
  });
});
