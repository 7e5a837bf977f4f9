/**
 * Replicas go below binlog servers, from one to the other and back up, and binlog servers below each other, with the coordinates
 * that they have: real servers, and binlog servers that really serve their master's log. In the end every table is the same
 * everywhere, row by row.
 */
import type { InstanceId, PlanView } from '@topiary/contract';
import { startBinlogServer, startSandbox } from '@topiary/sandbox';
import type { BinlogServer, Sandbox, SandboxServer, SqlRow } from '@topiary/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compatGet } from '../src/testing/compat-client.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const POLL_MS = 250;
const BREATH_MS = 20;
const starter = new TopiaryStarter();
const busy = { isWriting: true, done: Promise.resolve() };
let sandbox: Sandbox;
let [one, other]: BinlogServer[] = [];
let topiary: TopiaryProcess;

const server = (name: 'm' | 'a' | 'b'): SandboxServer => sandbox.server(`x.${name}`);
const idOf = ({ host, port }: { readonly host: string; readonly port: number }): InstanceId =>
  `${host}:${port}` as InstanceId;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: [{ name: 'x', tree: 'm > (a, b); gtid off; flavor mysql' }] });
  const { replication, topology } = sandbox.credentials;
  const { host, port } = server('m');
  const request = {
    master: { host, port, ...replication },
    file: 'binlog.000001',
    accounts: [replication, topology],
  };
  one = await startBinlogServer(request);
  other = await startBinlogServer(request);
  await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, v INT)');
  topiary = await starter.start({
    seeds: [server('m').address, idOf(one), idOf(other)],
    account: topology,
    config: { TopiaryPollIntervalMilliseconds: POLL_MS },
  });
  await topiary.clusterOf(server('m').address, 5);
  busy.done = write(server('m'));
}, 120_000);

afterAll(async () => {
  busy.isWriting = false;
  await busy.done;
  await starter.endAll();
  await Promise.all([one?.close(), other?.close()]);
  await sandbox.stop();
});

async function write(m: SandboxServer): Promise<void> {
  for (let round = 0; busy.isWriting; round += 1) {
    await m.query(
      `INSERT INTO shop.orders (v) VALUES (${round}), (${round}); UPDATE shop.orders SET v = v + 1 LIMIT 3`,
    );
    if (round % 20 === 9) await m.query('FLUSH BINARY LOGS');
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
  }
}

async function isBelow(name: 'a' | 'b', port: number): Promise<void> {
  const one = server(name);
  await eventually(async () => {
    const [row] = await one.query(one.sql.replicaStatus);
    const status = row === undefined ? null : one.sql.readStatus(row);
    expect({ port: Number(row?.['Source_Port']), status }).toMatchObject({
      port,
      status: { receiverRuns: true, applierRuns: true, lastError: '' },
    });
  });
}

/** Where a log has just begun, the target may have got less of it than the replica: then it is asked again, as people do. */
async function confirmed(propose: () => Promise<PlanView>): Promise<PlanView> {
  return eventually(async () => topiary.confirm(await propose(), true));
}

async function move(name: 'a' | 'b', target: InstanceId): Promise<string | null> {
  return (await confirmed(() => topiary.relocation(server(name).address, target))).outcome;
}

const undoOf = ({ id }: PlanView): Promise<PlanView> =>
  topiary.call('undo', { params: { plan: id }, idempotencyKey: crypto.randomUUID() });

async function reads(from: BinlogServer, port: number): Promise<void> {
  await eventually(async () => expect(from.status).toMatchObject({ state: 'running', port }));
}

/** With `a` and `b` elsewhere: one below the other and back, by a move; and by its old name, which chooses. */
async function moveBinlogServers(lower: BinlogServer, upper: BinlogServer): Promise<void> {
  const { port } = server('m');
  const down = await confirmed(() => topiary.relocation(idOf(lower), idOf(upper)));
  expect(JSON.stringify(down)).toContain('"STOP SLAVE"');
  expect(down.outcome).toBe('done');
  await reads(lower, upper.port);
  expect((await confirmed(() => undoOf(down))).outcome).toBe('done');
  await reads(lower, port);
  const into = topiary.relocation(idOf(lower), server('a').address);
  await expect(into).rejects.toMatchObject({ reasons: [{ code: 'binlog-server-stays' }] });

  const answer = await eventually(async () => {
    const { text } = await compatGet(`${topiary.url}/api/regroup-slaves-bls/${server('m').host}/${port}`);
    const said = JSON.parse(text) as { readonly Details: { readonly Port: number } | null };
    expect(said).toMatchObject({ Code: 'OK', Message: expect.stringMatching(/^promoted binlog server: /) });
    return said;
  });
  const [above, below] = answer.Details?.Port === lower.port ? [lower, upper] : [upper, lower];
  await reads(below, above.port);
  await reads(above, port);
}

test('replicas go below binlog servers, between them, and back up', async () => {
  if (one === undefined || other === undefined) throw new Error('the binlog servers did not start');
  for (const target of [one, other, server('m'), one]) {
    expect(await move('a', idOf(target))).toBe('done');
    await isBelow('a', target.port);
  }
  expect(await move('b', idOf(one))).toBe('done');
  await isBelow('b', one.port);
  const body = { kind: 'relocate-replicas', source: idOf(one), target: idOf(other), only: null } as const;
  const both = await confirmed(() => topiary.call('propose', { body }));
  expect(both.outcome).toBe('done');
  for (const name of ['a', 'b'] as const) await isBelow(name, other.port);
  const undone = await confirmed(() => undoOf(both));
  expect(undone.outcome).toBe('done');
  for (const name of ['a', 'b'] as const) await isBelow(name, one.port);
  // From below a binlog server to below a sibling of it: the sibling stands at an equal place.
  expect(await move('a', server('m').address as InstanceId)).toBe('done');
  expect(await move('b', server('a').address as InstanceId)).toBe('done');
  await isBelow('b', server('a').port);

  await moveBinlogServers(one, other);

  busy.isWriting = false;
  await busy.done;
  const rowsOf = (from: SandboxServer): Promise<readonly SqlRow[]> =>
    from.query('SELECT * FROM shop.orders ORDER BY id');
  const wanted = await rowsOf(server('m'));
  expect(wanted.length).toBeGreaterThan(50);
  for (const name of ['a', 'b'] as const)
    await eventually(async () => expect({ name, rows: await rowsOf(server(name)) }).toEqual({ name, rows: wanted }));
}, 60_000);
