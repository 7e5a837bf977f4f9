/**
 * Moves by Pseudo-GTID on real servers without GTIDs, under a writer, through the process that its users start: Topiary
 * writes the markers itself, and below a master that was killed its replicas are matched below one of them. In the end every
 * table is the same on every server, row by row: nothing was left out, nothing came twice.
 */
import type { CallInput, PlanView } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer, SqlRow } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runClient } from '../src/testing/public-client.ts';
import type { ClientOptions } from '../src/testing/public-client-commands.ts';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const) : (['mysql'] as const);
const POLL_MS = 250;
const BREATH_MS = 20;
/** Of markers; a little more than the interval at which they are written. */
const ONE_MARKER_MS = 6_000;
const NAMES = ['m', 'a', 'b', 'c', 'd'] as const;
type Name = (typeof NAMES)[number];
type Request = CallInput<'propose'>['body'];
const starter = new TopiaryStarter();

describe.each(FLAVORS)('on %s without GTIDs', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const busy = { isWriting: true, done: Promise.resolve() };

  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);
  const id = (name: Name): string => server(name).address;

  beforeAll(async () => {
    const tree = `m > (a, b, c, d [updates=off, var.relay_log_purge=0]); gtid off; flavor ${flavor}`;
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree }] });
    const { user } = sandbox.credentials.topology;
    await server('m').query(
      `GRANT DROP ON \`_pseudo_gtid_\`.* TO '${user}'@'%'; CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40)); CREATE TABLE shop.sums (id INT PRIMARY KEY, total INT); INSERT INTO shop.sums VALUES (1, 0)`,
    );
    topiary = await starter.start({
      seeds: [id('m')],
      account: sandbox.credentials.topology,
      config: { TopiaryPollIntervalMilliseconds: POLL_MS, AutoPseudoGTID: true },
    });
    await topiary.clusterOf(id('m'), NAMES.length);
    busy.done = writeOn(server('m'), busy);
    await pause(ONE_MARKER_MS);
  }, 120_000);

  afterAll(async () => {
    busy.isWriting = false;
    await busy.done;
    await starter.endAll();
    await sandbox.stop();
  });

  async function run(body: Request): Promise<PlanView> {
    return topiary.confirm(await topiary.call('propose', { body }), true);
  }

  async function standsBelow(name: Name, source: Name): Promise<void> {
    const { sql } = server(name);
    await eventually(async () => {
      const [row] = await server(name).query(sql.replicaStatus);
      if (row === undefined) throw new Error(`${name} replicates from nobody`);
      const { receiverRuns, applierRuns, lastError } = sql.readStatus(row);
      const port = Number(row['Source_Port'] ?? row['Master_Port']);
      const byGtid = String(row['Using_Gtid'] ?? row['Auto_Position']);
      expect({ name, receiverRuns, applierRuns, lastError, port, byGtid }).toEqual({
        name,
        receiverRuns: true,
        applierRuns: true,
        lastError: '',
        port: server(source).port,
        byGtid: expect.stringMatching(/^(No|0)$/),
      });
    });
  }

  test('a move is made by Pseudo-GTID where there are markers, and the preview says so', async () => {
    const plan = await topiary.relocation(id('a'), id('b'));
    expect(plan.checks.map(({ message }) => message.code)).toContain('moves-by-pseudo-gtid');
    const steps = plan.rounds.flatMap(({ stages }) => stages.flatMap((stage) => stage.steps));
    expect(steps.map(({ kind }) => kind)).toEqual([
      'stop-at-coordinates',
      'match-position',
      'point-replica-at',
      'start-replication',
    ]);
    expect(steps[1]?.statements.join()).toContain('SHOW BINLOG EVENTS');
    expect(steps[2]?.statements.join()).toContain(`matched position of ${id('a')} after step s2`);
    const done = await topiary.confirm(plan, true);
    expect({ outcome: done.outcome, reason: done.reason }).toEqual({ outcome: 'done', reason: null });
    await standsBelow('a', 'b');
    // Nobody else stood for it.
    await standsBelow('b', 'm');
    const up = await run({ kind: 'reshape', shape: { kind: 'move-up', replica: id('a') }, method: 'pseudo-gtid' });
    expect({ outcome: up.outcome, reason: up.reason }).toEqual({ outcome: 'done', reason: null });
    await standsBelow('a', 'm');
    if (!IS_SOAK) return;
    // Of a replica that does not log what it applies, the relay log is read.
    expect((await run({ kind: 'relocate', replica: id('d'), target: id('a') })).outcome).toBe('done');
    await standsBelow('d', 'a');
    // Its relay log begins anew, and has no marker at first.
    await pause(ONE_MARKER_MS);
    expect((await run({ kind: 'relocate', replica: id('d'), target: id('m') })).outcome).toBe('done');
    await standsBelow('d', 'm');
  }, 90_000);

  test("orchestrator's client finds the last marker, and matches a replica below another and up again", async () => {
    const prints = async (command: string, options: ClientOptions): Promise<string> => {
      const { exitCode, stdout, stderr } = await runClient(topiary.url, command, options);
      expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' });
      return stdout;
    };
    expect(await prints('last-pseudo-gtid', { i: id('a') })).toMatch(/_pseudo_gtid_.*asc:/);
    expect(await prints('match', { i: id('a'), d: id('b') })).toBe(`${id('a')}<${id('b')}`);
    await standsBelow('a', 'b');
    expect(await prints('match-up', { i: id('a') })).toBe(`${id('a')}<${id('m')}`);
    await standsBelow('a', 'm');
  }, 60_000);

  test('without a proof a replica goes on where it was', async () => {
    await server('c').query(server('c').sql.stopAll());
    await pause(500);
    const refused = await run({ kind: 'relocate', replica: id('a'), target: id('c'), method: 'pseudo-gtid' });
    expect(refused.outcome).toBe('put-back');
    expect(['match-replica-ahead', 'match-marker-not-yet']).toContain(refused.reason?.code);
    await server('c').query(server('c').sql.startReplica(''));
    await standsBelow('a', 'm');
    await standsBelow('c', 'm');
  }, 60_000);

  test('below a master that was killed, its replicas are matched below the one that has most', async () => {
    await server('b').query(server('b').sql.stopAll());
    await pause(1_000);
    busy.isWriting = false;
    await server('m').kill();
    await busy.done;
    await eventually(async () => {
      const { nodes } = await topiary.clusterOf(id('a'), NAMES.length);
      expect(nodes.find((node) => node.id === id('m'))?.health).not.toBe('ok');
    });
    const shape = { kind: 'regroup-replicas', source: id('m'), candidate: null } as const;
    // What arrived last is still being applied, and a plan that was overtaken is made anew.
    const plan = await eventually(async () => {
      const proposed = await topiary.call('propose', { body: { kind: 'reshape', shape, method: 'pseudo-gtid' } });
      return topiary.confirm(proposed, true);
    });
    const chosen = plan.checks.find(({ message }) => message.code === 'candidate-chosen')?.replica;
    const top = NAMES.find((name) => id(name) === chosen);
    expect(['a', 'c']).toContain(top);
    if (top === undefined) return;
    expect({ outcome: plan.outcome, reason: plan.reason }).toEqual({ outcome: 'done', reason: null });
    const others = NAMES.filter((name) => name !== 'm' && name !== top);
    expect(plan.changes.map(({ replica, to }) => [replica, to])).toEqual(others.map((name) => [id(name), id(top)]));
    // What somebody had stopped was moved, and left as it was.
    await server('b').query(server('b').sql.startReplica(''));
    await server(top).query(`${server(top).sql.readOnly(false)}; INSERT INTO shop.orders (v) VALUES ('after all')`);
    for (const name of others) await standsBelow(name, top);
    const wanted = await rowsOf(server(top));
    expect(wanted.size).toBe(2);
    for (const name of others)
      await eventually(async () => expect({ name, rows: await rowsOf(server(name)) }).toEqual({ name, rows: wanted }));
  }, 120_000);
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Small transactions that look alike, some of which would show if they came twice, and new files of the log. */
async function writeOn(m: SandboxServer, busy: { readonly isWriting: boolean }): Promise<void> {
  const batch = Array.from({ length: 5 }, () => "INSERT INTO shop.orders (v) VALUES ('same')").join('; ');
  try {
    for (let round = 0; busy.isWriting; round += 1) {
      await m.query(`${batch}; UPDATE shop.sums SET total = total + 1`);
      await pause(BREATH_MS);
      if (round % 20 === 9) await m.query('FLUSH BINARY LOGS');
    }
  } catch (error) {
    // The master was killed in the middle of it.
    if (busy.isWriting) throw error;
  }
}

/** Every row of every table that users made. */
async function rowsOf(server: SandboxServer): Promise<ReadonlyMap<string, readonly SqlRow[]>> {
  const rows = new Map<string, readonly SqlRow[]>();
  for (const name of ['shop.orders', 'shop.sums'])
    rows.set(name, await server.query(`SELECT * FROM ${name} ORDER BY 1`));
  return rows;
}
