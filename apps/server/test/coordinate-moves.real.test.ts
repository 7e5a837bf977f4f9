/**
 * Moves by file and position on real servers without GTIDs, under a writer as fast as they can follow, through the process that its users
 * start. In the end every table is the same on every server, row by row: nothing was left out, nothing came twice.
 */
import type { PlanView } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer, SqlRow } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mariadb'] as const);
const POLL_MS = 250;
/** Between two batches: as fast as six servers on a small machine can follow. */
const BREATH_MS = 20;
const NAMES = ['m', 'a', 'b', 'c', 'd'] as const;
type Name = (typeof NAMES)[number];
const starter = new TopiaryStarter();

describe.each(FLAVORS)('on %s without GTIDs', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  let directory: string;
  const busy = { isWriting: true, done: Promise.resolve() };

  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    const tree = `m > (a > (c), b > (d)); gtid off; flavor ${flavor}`;
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree }] });
    await server('m').query(
      'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40)); CREATE TABLE shop.sums (id INT PRIMARY KEY, total INT); INSERT INTO shop.sums VALUES (1, 0)',
    );
    directory = await starter.directory();
    await start();
    busy.done = writeOn(server('m'), busy);
  }, 120_000);

  afterAll(async () => {
    busy.isWriting = false;
    await busy.done;
    await starter.endAll();
    await sandbox.stop();
  });

  async function start(): Promise<void> {
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: { TopiaryPollIntervalMilliseconds: POLL_MS },
      directory,
    });
    await topiary.clusterOf(server('m').address, NAMES.length);
  }

  async function move(replica: Name, target: Name): Promise<PlanView> {
    const plan = await topiary.relocation(server(replica).address, server(target).address);
    return topiary.confirm(plan, true);
  }

  /** The port of the server that a replica reads from, if both of its threads run. */
  async function sourceOf(name: Name): Promise<number> {
    const one = server(name);
    const [row] = await one.query(one.sql.replicaStatus);
    if (row === undefined) throw new Error(`${name} replicates from nobody`);
    const { receiverRuns, applierRuns, lastError } = one.sql.readStatus(row);
    expect({ name, receiverRuns, applierRuns, lastError }).toEqual({
      name,
      receiverRuns: true,
      applierRuns: true,
      lastError: '',
    });
    return Number(row['Source_Port'] ?? row['Master_Port']);
  }

  /** Without what GTIDs would make of it: the channel still goes by file and position. */
  async function standsBelow(name: Name, source: Name): Promise<void> {
    await eventually(async () => expect(await sourceOf(name)).toBe(server(source).port));
    const [row] = await server(name).query(server(name).sql.replicaStatus);
    expect(String(row?.['Using_Gtid'] ?? row?.['Auto_Position'])).toMatch(/^(No|0)$/);
  }

  async function sameEverywhere(names: readonly Name[] = NAMES): Promise<void> {
    busy.isWriting = false;
    await busy.done;
    const wanted = await rowsOf(server('m'));
    expect(wanted.size).toBe(2);
    for (const name of names)
      await eventually(async () => expect({ name, rows: await rowsOf(server(name)) }).toEqual({ name, rows: wanted }));
  }

  test('up, below a sibling, over several servers and several at once, and back', async () => {
    expect((await move('c', 'm')).outcome).toBe('done');
    await standsBelow('c', 'm');
    expect((await move('c', 'a')).outcome).toBe('done');
    await standsBelow('c', 'a');
    const far = await move('c', 'd');
    expect(far.outcome).toBe('done');
    await standsBelow('c', 'd');
    const undo = await topiary.call('undo', { params: { plan: far.id }, idempotencyKey: 'undo' });
    expect((await topiary.confirm(undo, true)).outcome).toBe('done');
    await standsBelow('c', 'a');
    expect((await move('c', 'b')).outcome).toBe('done');
    const body = { kind: 'relocate-replicas', source: server('b').address, target: server('a').address } as const;
    const both = await topiary.call('propose', { body: { ...body, only: null } });
    expect((await topiary.confirm(both, true)).outcome).toBe('done');
    for (const name of ['c', 'd'] as const) await standsBelow(name, 'a');
    for (const name of ['a', 'b'] as const) await standsBelow(name, 'm');
  }, 60_000);

  test('a new source that refuses its replica: it goes on below the old one', async () => {
    const { user } = sandbox.credentials.replication;
    // A server that takes writes would not be passed.
    const rename = (from: string, to: string): Promise<unknown> => {
      const { sql } = server('d');
      const renamed = `SET sql_log_bin = 0; RENAME USER '${from}'@'%' TO '${to}'@'%'; SET sql_log_bin = 1`;
      return server('d').query(`${sql.readOnly(false)}; ${renamed}; ${sql.readOnly(true)}`);
    };
    await rename(user, 'away');
    const refused = await move('c', 'd');
    await rename('away', user);
    expect(refused.outcome).toBe('put-back');
    await standsBelow('c', 'a');
    await standsBelow('d', 'a');
  }, 60_000);

  test('a server that dies in the middle, and a Topiary that does', async () => {
    // Topiary, between two stages of a way over two servers.
    const plan = await topiary.relocation(server('c').address, server('b').address);
    await topiary.confirm(plan, false);
    await topiary.kill();
    await start();
    const resumed = await topiary.finished(plan.id);
    expect(['done', 'stopped', 'put-back']).toContain(resumed.outcome);
    await standsBelow('c', resumed.outcome === 'done' ? 'b' : 'a');
    for (const name of ['a', 'b'] as const) await standsBelow(name, 'm');
    // The server that others pass.
    const other = await topiary.relocation(server('d').address, server('b').address);
    await topiary.confirm(other, false);
    server('b').killNow();
    const ended = await topiary.finished(other.id);
    await server('b').start();
    await standsBelow('d', ended.outcome === 'done' ? 'b' : await whereItIs('d'));
    await standsBelow('b', 'm');
    await sameEverywhere();
  }, 90_000);

  async function whereItIs(name: Name): Promise<Name> {
    const port = await eventually(() => sourceOf(name));
    const found = NAMES.find((one) => server(one).port === port);
    if (found === undefined) throw new Error(`${name} replicates from ${port}`);
    return found;
  }
});

/** Small transactions without a pause, some of which would show if they came twice, and new files of the log. */
async function writeOn(m: SandboxServer, busy: { readonly isWriting: boolean }): Promise<void> {
  const batch = Array.from({ length: 5 }, () => "INSERT INTO shop.orders (v) VALUES ('same')").join('; ');
  for (let round = 0; busy.isWriting; round += 1) {
    await m.query(`${batch}; UPDATE shop.sums SET total = total + 1`);
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    if (round % 20 === 9) await m.query('FLUSH BINARY LOGS');
  }
}

/** Every row of every table that users made. */
async function rowsOf(server: SandboxServer): Promise<ReadonlyMap<string, readonly SqlRow[]>> {
  const tables = await server.query(
    "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema = 'shop' ORDER BY name",
  );
  const rows = new Map<string, readonly SqlRow[]>();
  for (const name of tables.map((row) => String(row['name'])))
    rows.set(name, await server.query(`SELECT * FROM ${name} ORDER BY 1`));
  return rows;
}
