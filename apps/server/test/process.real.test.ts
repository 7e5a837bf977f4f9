/** The process as a whole, on real servers: killed, ended and doubled while a plan is half way. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryOptions, TopiaryProcess } from './topiary-process.ts';

const starter = new TopiaryStarter();
let sandbox: Sandbox;
let m: SandboxServer;
let a: SandboxServer;
let b: SandboxServer;
let options: TopiaryOptions;

beforeAll(async () => {
  // MariaDB, because a move to a sibling takes three steps there and can be held up in the middle.
  sandbox = await startSandbox({ clusters: [{ name: 'x', tree: 'm > (a, b); flavor mariadb' }] });
  [m, a, b] = ['x.m', 'x.a', 'x.b'].map((name) => sandbox.server(name)) as [
    SandboxServer,
    SandboxServer,
    SandboxServer,
  ];
  options = { seeds: [m.address], account: sandbox.credentials.topology };
}, 60_000);

afterAll(() => sandbox.stop());

afterEach(async () => {
  await starter.endAll();
  await b.query('UNLOCK TABLES');
  await a.query(
    `STOP SLAVE; CHANGE MASTER TO MASTER_HOST = '${m.host}', MASTER_PORT = ${m.port}, MASTER_USE_GTID = slave_pos; START SLAVE`,
  );
  await eventually(async () =>
    expect(await statusOf(a)).toMatchObject({ Master_Port: m.port, Slave_IO_Running: 'Yes' }),
  );
});

/** A plan that waits in its second step: the target cannot apply what the stopped replica already has. */
async function holdUp(topiary: TopiaryProcess): Promise<string> {
  await topiary.clusterOf(a.address, 3);
  // The lock belongs to the connection, which the handle keeps.
  await b.query('FLUSH TABLES WITH READ LOCK');
  await m.query(
    `CREATE DATABASE IF NOT EXISTS held; CREATE TABLE IF NOT EXISTS held.marks (id INT AUTO_INCREMENT PRIMARY KEY); INSERT INTO held.marks VALUES ()`,
  );
  const written = await m.query('SELECT @@global.gtid_binlog_pos AS position');
  await eventually(async () =>
    expect((await a.query('SELECT @@global.gtid_slave_pos AS position'))[0]).toEqual(written[0]),
  );
  const plan = await topiary.relocation(a.address, b.address);
  await topiary.confirm(plan, false);
  await eventually(async () => {
    const { rounds } = await topiary.plan(plan.id);
    const states = rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps.map(({ state }) => state)));
    expect(states).toEqual(['done', 'running', 'waiting']);
  });
  return plan.id;
}

describe('Topiary is killed in the middle of a plan', () => {
  test('the next start goes on with it, and says so', async () => {
    const directory = await starter.directory();
    const first = await starter.start({ ...options, directory });
    const plan = await holdUp(first);
    await first.kill();
    expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'No', Master_Port: m.port });
    const second = await starter.start({ ...options, directory });
    await b.query('UNLOCK TABLES');
    expect(await second.finished(plan)).toMatchObject({ outcome: 'done', resumed: 'continue' });
    expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes', Master_Port: b.port });
  }, 60_000);

  test('the next start takes it back when the target is gone, and says so', async () => {
    const directory = await starter.directory();
    const first = await starter.start({ ...options, directory });
    const plan = await holdUp(first);
    await first.kill();
    await b.kill();
    const second = await starter.start({ ...options, directory });
    const ended = await second.finished(plan);
    await b.start();
    expect(ended).toMatchObject({ outcome: 'put-back', resumed: 'roll-back' });
    expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes', Master_Port: m.port });
  }, 60_000);
});

test('on SIGTERM a replica that waits half way is put back, and the next start leaves it there', async () => {
  const directory = await starter.directory();
  const first = await starter.start({ ...options, directory });
  const plan = await holdUp(first);
  expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'No', Slave_SQL_Running: 'No' });
  expect(await first.terminate()).toBe(0);
  expect(await statusOf(a)).toMatchObject({ Slave_SQL_Running: 'Yes', Master_Port: m.port });
  await eventually(async () => expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'Yes' }));
  const second = await starter.start({ ...options, directory });
  await b.query('UNLOCK TABLES');
  expect(await second.finished(plan)).toMatchObject({
    outcome: 'stopped',
    resumed: null,
    reason: { code: 'ended-by-shutdown' },
  });
  const { items } = await second.call('audit', { query: { action: 'relocate' } });
  expect(items.map(({ result, plan: id }) => [result, id])).toEqual([['failed', plan]]);
  expect(await statusOf(a)).toMatchObject({ Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes', Master_Port: m.port });
}, 60_000);

test('a second Topiary on the same store reads, says who acts, and takes over when that one dies', async () => {
  const directory = await starter.directory();
  const first = await starter.start({ ...options, directory });
  const second = await starter.start({ ...options, directory });
  await second.clusterOf(a.address, 3);
  const { actor } = await second.call('status', {});
  expect(actor).toMatchObject({ kind: 'other', url: first.url });
  const plan = await second.relocation(a.address, b.address);
  await expect(second.confirm(plan, true)).rejects.toMatchObject({ code: 'not-the-actor' });
  expect(await statusOf(a)).toMatchObject({ Master_Port: m.port });
  await first.kill();
  await eventually(async () => expect((await second.call('status', {})).actor.kind).toBe('self'), 5_000);
  expect(await second.confirm(await second.relocation(a.address, b.address), true)).toMatchObject({ outcome: 'done' });
  expect(await statusOf(a)).toMatchObject({ Master_Port: b.port });
}, 60_000);

async function statusOf(server: SandboxServer): Promise<Readonly<Record<string, unknown>>> {
  const rows = await server.query('SHOW SLAVE STATUS');
  return rows[0] ?? {};
}
