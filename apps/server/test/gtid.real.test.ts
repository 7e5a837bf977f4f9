/** Errant transactions and purge gaps on real servers, under writes and moves, through the process that its users start. */
import type { InstanceId } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const POLL_MS = 250;
/** The soak has more time. */
const BUSY_MS = IS_SOAK ? 12_000 : 2_500;
const ROWS_PER_SECOND = 100;
const starter = new TopiaryStarter();
afterEach(() => starter.endAll());

async function problemsOf(topiary: TopiaryProcess): Promise<readonly string[]> {
  const { clusters } = await topiary.call('fleet', {});
  const views = await Promise.all(clusters.map(({ id }) => topiary.call('cluster', { params: { cluster: id } })));
  return views.flatMap(({ nodes }) =>
    nodes.flatMap(({ id, problems }) => problems.filter(({ code }) => code === 'errant-gtid').map(() => id)),
  );
}

describe.each(['mysql', 'mariadb'] as const)('on %s', (flavor) => {
  let sandbox: Sandbox;
  let [m, a, b]: SandboxServer[] = [];
  let topiary: TopiaryProcess;

  beforeAll(async () => {
    const writer = { rowsPerSecond: ROWS_PER_SECOND };
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}`, writer }] });
    [m, a, b] = ['m', 'a', 'b'].map((name) => sandbox.server(`x.${name}`));
  }, 120_000);
  afterAll(() => sandbox.stop());

  async function start(): Promise<void> {
    topiary = await starter.start({
      seeds: [server(m).address],
      account: sandbox.credentials.topology,
      config: { TopiaryPollIntervalMilliseconds: POLL_MS },
      directory: await starter.directory(),
    });
    await topiary.clusterOf(server(m).address, 3);
  }

  const server = (one: SandboxServer | undefined): SandboxServer => {
    if (one === undefined) throw new Error('the sandbox did not start');
    return one;
  };
  const idOf = (one: SandboxServer | undefined): InstanceId => server(one).address as InstanceId;
  const factsOf = async (one: SandboxServer | undefined) =>
    (await topiary.call('instance', { params: { instance: idOf(one) } })).gtidFacts;

  test.runIf(IS_SOAK || flavor === 'mysql')(
    'a busy tree that is moved on and on never shows an errant transaction',
    async () => {
      await start();
      const until = performance.now() + BUSY_MS;
      let moves = 0;
      for (let below = true; performance.now() < until; below = !below) {
        const body = { kind: 'relocate', replica: idOf(b), target: below ? idOf(a) : idOf(m), channel: null } as const;
        const plan = await topiary.call('propose', { body });
        const done = await topiary.call('confirm', {
          params: { plan: plan.id },
          query: { wait: 'true' },
          idempotencyKey: `move-${moves}`,
        });
        if (done.outcome === 'done') moves += 1;
        expect(await problemsOf(topiary)).toEqual([]);
      }
      expect(moves).toBeGreaterThan(3);
    },
    60_000,
  );

  test.runIf(flavor === 'mariadb')(
    'a replica that stands goes below a server that has what it lacks, and not once that is purged there',
    async () => {
      await start();
      const [status] = await server(b).query('SHOW ALL SLAVES STATUS');
      const target = String(status?.['Master_Port']) === server(a).address.split(':')[1] ? server(m) : server(a);
      await server(b).query('STOP ALL SLAVES');
      const body = { kind: 'relocate', replica: idOf(b), target: idOf(target), channel: null } as const;
      const codesOf = async () => (await topiary.call('propose', { body })).checks.map(({ message }) => message.code);
      await eventually(async () => expect(await codesOf()).toContain('thread-stopped-stays'));
      expect(await codesOf()).not.toContain('purged-not-known');
      const may = await topiary.call('propose', { body });
      await purgeAll(target);
      const refusal = { reasons: [expect.objectContaining({ code: 'purged-on-target' }) as unknown] };
      await expect(topiary.call('propose', { body })).rejects.toMatchObject(refusal);
      const confirm = { params: { plan: may.id }, query: { wait: 'true' }, idempotencyKey: 'too-late' } as const;
      await expect(topiary.call('confirm', confirm)).rejects.toMatchObject(refusal);
      const asked = { params: { instance: idOf(b), target: idOf(target) } };
      expect(await topiary.call('canReplicateFrom', asked)).toMatchObject({ allowed: true, allowedByGtid: false });
      await server(b).query('START ALL SLAVES');
    },
    60_000,
  );

  test('a transaction that a replica wrote itself is found, with its name, and nobody else is blamed', async () => {
    await start();
    if (flavor === 'mysql') await server(a).query('SET GLOBAL super_read_only = 0');
    await server(a).query('CREATE DATABASE errant_here');
    await eventually(async () => expect((await factsOf(a)).errant.transactions).not.toBe(''));
    expect(await problemsOf(topiary)).toEqual([idOf(a)]);
    const { transactions } = (await factsOf(a)).errant;
    const [row] = await server(a).query(
      flavor === 'mysql' ? 'SELECT @@server_uuid AS name' : 'SELECT @@server_id AS name',
    );
    expect(transactions).toContain(String(row?.['name']));
    expect((await factsOf(b)).errant.transactions).toBe('');
  }, 60_000);
});

/** All but the newest: MariaDB 11.4 keeps what too few replicas have, and every server for a moment what is being read. */
async function purgeAll(target: SandboxServer): Promise<void> {
  const keeping = 'slave_connections_needed_for_purge';
  const [keeps] = await target.query(`SHOW GLOBAL VARIABLES LIKE '${keeping}'`);
  if (keeps !== undefined) await target.query(`SET GLOBAL ${keeping} = 0`);
  await target.query('FLUSH BINARY LOGS');
  const newest = String((await target.query('SHOW BINARY LOGS')).at(-1)?.['Log_name']);
  await eventually(async () => {
    await target.query(`PURGE BINARY LOGS TO '${newest}'`);
    expect(await target.query('SHOW BINARY LOGS')).toHaveLength(1);
  });
}

test('a server that purged what a replica lacks is named, and the move below it refused with the reason', async () => {
  const sandbox = await startSandbox({ clusters: [{ name: 'x', tree: 'm > (a, b)' }] });
  try {
    const [a, b, m] = [sandbox.server('x.a'), sandbox.server('x.b'), sandbox.server('x.m')];
    await b.query(b.sql.stopAll());
    for (let count = 0; count < 3; count += 1) await m.query(`CREATE DATABASE gap_${count}`);
    await eventually(async () => expect(await a.query("SHOW DATABASES LIKE 'gap_2'")).toHaveLength(1));
    await a.query('FLUSH BINARY LOGS');
    const logs = await a.query('SHOW BINARY LOGS');
    await a.query(`PURGE BINARY LOGS TO '${String(logs.at(-1)?.['Log_name'])}'`);
    const topiary = await starter.start({
      // Its master does not name a replica that is stopped.
      seeds: [b.address],
      account: sandbox.credentials.topology,
      config: { TopiaryPollIntervalMilliseconds: POLL_MS },
      directory: await starter.directory(),
    });
    await topiary.clusterOf(m.address, 3);
    const { gtidFacts } = await topiary.call('instance', { params: { instance: b.address } });
    expect(gtidFacts.purgeGaps.map(({ server }) => server)).toEqual([a.address]);
    expect(gtidFacts.purgeGaps[0]?.missing).toMatch(/^[0-9a-f-]{36}:\d+/);
    const body = { kind: 'relocate', replica: b.address as InstanceId, target: a.address as InstanceId } as const;
    await expect(topiary.call('propose', { body: { ...body, channel: null } })).rejects.toMatchObject({
      code: 'plan-refused',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'purged-on-target' })]) as unknown,
    });
  } finally {
    await sandbox.stop();
  }
}, 120_000);
