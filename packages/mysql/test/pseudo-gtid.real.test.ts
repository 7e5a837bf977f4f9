/**
 * Pseudo-GTID on real servers without GTIDs: a writer at full speed, logs that rotate meanwhile, definitions and a large
 * transaction, replicas that stop at different places, and a master that is killed. What was matched is pointed where the match
 * says, and holds in the end what its new source holds, row by row.
 */
import { asInstant, instanceIdOf, markerStatement, NO_PSEUDO_GTID } from '@topiary/domain';
import type { Address, Observation } from '@topiary/domain';
import { matchBelow } from '@topiary/engine';
import type { Clock, MatchAnswers, Servers } from '@topiary/engine';
import { LightWriter, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer, SqlRow } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createServers } from '../src/index.ts';

/** The soak has time for all of them. */
const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;
const FLAVORS = IS_SOAK ? (['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const) : (['mariadb-11.8'] as const);
const DEADLINE_MS = 10_000;
const MATCH_DEADLINE_MS = 20_000;
const CAUGHT_UP_MS = 20_000;
/** Bytes; the events at the head of a log are fewer. */
const HEAD_OF_A_FILE = 1_000;
/** Small parts, so that much is read in many. */
const AUTO = { ...NO_PSEUDO_GTID, auto: true, chunkEvents: 500 };

const clock: Clock = {
  now: () => asInstant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  schedule: () => () => undefined,
};

const addressOf = ({ host, port }: SandboxServer): Address => ({ host, port });

describe.each(FLAVORS)('on %s without GTIDs', (flavor) => {
  let sandbox: Sandbox;
  let servers: Servers;

  const server = (name: string): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    const tree = `m > (a, b, c, d [updates=off, var.relay_log_purge=0]); gtid off; flavor ${flavor}`;
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree }] });
    const account = sandbox.credentials.topology;
    servers = createServers({
      credentials: () => account,
      tls: { mode: 'preferred' },
      monotonicMs: () => performance.now(),
    });
  }, 120_000);

  afterAll(async () => {
    await servers.close();
    await sandbox.stop();
  });

  async function mark(count: number): Promise<ReturnType<Servers['writeMarker']>> {
    const parts = { at: asInstant(Date.now() + count * 1_000), serverId: server('m').port, random: Math.random };
    return servers.writeMarker(addressOf(server('m')), markerStatement(parts), { deadlineMs: DEADLINE_MS });
  }

  async function observed(name: string): Promise<Observation> {
    const result = await servers.observe(addressOf(server(name)), { deadlineMs: DEADLINE_MS });
    if (result.kind === 'failed') throw new Error(result.failure.detail);
    return result.observation;
  }

  const stop = (name: string): Promise<unknown> => server(name).query(server(name).sql.stopAll());

  async function matchAll(names: readonly string[], target: string): Promise<MatchAnswers> {
    const replicas = await Promise.all(
      names.map(async (name) => ({ address: addressOf(server(name)), observation: await observed(name), channel: '' })),
    );
    return matchBelow(
      { servers, clock },
      {
        target: { address: addressOf(server(target)), observation: await observed(target) },
        replicas,
        settings: AUTO,
        deadlineMs: MATCH_DEADLINE_MS,
      },
    );
  }

  async function point(name: string, target: string, answers: MatchAnswers): Promise<void> {
    const result = answers.get(instanceIdOf(addressOf(server(name))));
    expect(result).toMatchObject({ kind: 'matched' });
    if (result?.kind !== 'matched') return;
    const { sql } = server(name);
    const { position } = result;
    const link = { ...addressOf(server(target)), ...sandbox.credentials.replication, channel: '', delaySeconds: 0 };
    await server(name).query(`${sql.pointAt({ ...link, position })}; ${sql.startReplica('')}`);
  }

  test('a marker needs a privilege, and the GRANT that the refusal names helps', async () => {
    const refused = await mark(0);
    expect(refused).toMatchObject({ kind: 'failed', failure: { kind: 'missing-grant' } });
    const grant = refused.kind === 'failed' ? refused.failure.grant : null;
    expect(grant).toMatch(/^GRANT DROP ON `_pseudo_gtid_`\.\* TO '/);
    await server('m').query(grant ?? '');
    expect(await mark(0)).toEqual({ kind: 'written' });
  }, 30_000);

  test('replicas are matched below one of them after their master was killed under a writer at full speed', async () => {
    const m = server('m');
    await m.query(
      'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40)); CREATE TABLE shop.big (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200))',
    );
    const credentials = sandbox.credentials.application;
    const writer = new LightWriter({ target: { ...addressOf(m), ...credentials }, rowsPerSecond: 1_000 });
    const isWriting = { value: true };
    const busy = writeOn(m, isWriting);
    for (let round = 0; round < 6; round += 1) {
      await mark(round);
      await Promise.all([
        clock.sleep(150),
        server(round % 2 === 0 ? 'a' : 'c').query('FLUSH BINARY LOGS'),
        round % 3 === 1 ? servers.observe(addressOf(m), { deadlineMs: DEADLINE_MS }) : null,
      ]);
      if (round === 3) await stop('a').then(matchedBelowItsOwnMaster);
      if (round === 4) await Promise.all([stop('b'), stop('d')]);
    }
    await m.kill();
    isWriting.value = false;
    await writer.stop();
    await busy;
    await caughtUp();
    await stop('c');
    // Rotated after the last marker on both sides.
    await server('a').query('FLUSH BINARY LOGS');
    await server('c').query('FLUSH BINARY LOGS');

    const answers = await matchAll(['a', 'b', 'd'], 'c');
    expect([...answers.values()].map((answer) => (answer.kind === 'matched' ? answer.log : answer))).toEqual([
      'binary',
      'binary',
      'relay',
    ]);
    expect(await matchAll(['c'], 'b')).toMatchObject(
      new Map([[instanceIdOf(addressOf(server('c'))), { kind: 'refused' }]]),
    );
    await Promise.all(['a', 'b', 'd'].map((name) => point(name, 'c', answers)));
    await server('c').query(`${server('c').sql.readOnly(false)}; INSERT INTO shop.orders (v) VALUES ('after all')`);
    const wanted = await rowsOf(server('c'));
    expect(wanted.size).toBeGreaterThan(3);
    for (const name of ['a', 'b', 'd'])
      await vi.waitFor(async () => expect(await rowsOf(server(name))).toEqual(wanted), {
        timeout: CAUGHT_UP_MS,
        interval: 500,
      });
  }, 120_000);

  /** There the answer is known: where the replica says that it stands. The master is written to all the while. */
  async function matchedBelowItsOwnMaster(): Promise<void> {
    const answers = await matchAll(['a'], 'm');
    const [channel] = (await observed('a')).channels;
    const [answer] = answers.values();
    expect(answer).toMatchObject({ kind: 'matched', log: 'binary' });
    if (answer?.kind !== 'matched') return;
    const executed = channel?.executedPosition;
    // With nothing left to apply a replica stands behind the head of the file that follows.
    if (executed?.file === answer.position.file) expect(answer.position).toEqual(executed);
    else expect(executed?.position).toBeLessThan(HEAD_OF_A_FILE);
  }

  /** Until nothing more comes, as the master is dead. */
  async function caughtUp(): Promise<void> {
    await vi.waitFor(
      async () => {
        const { channels } = await observed('c');
        expect(channels[0]?.executedPosition).toEqual(channels[0]?.readPosition);
      },
      { timeout: CAUGHT_UP_MS, interval: 100 },
    );
  }
});

/** Small transactions without a pause, among them a large one, definitions, and new files of the log. */
async function writeOn(m: SandboxServer, isWriting: { readonly value: boolean }): Promise<void> {
  const batch = Array.from({ length: 40 }, () => "INSERT INTO shop.orders (v) VALUES ('same')").join('; ');
  const large =
    "INSERT INTO shop.big (v) SELECT REPEAT('x', 100) FROM shop.orders LIMIT 3000; UPDATE shop.big SET v = 'y' WHERE id % 3 = 0";
  try {
    for (let round = 0; isWriting.value; round += 1) {
      await m.query(batch);
      if (round % 8 === 3) await m.query('FLUSH BINARY LOGS');
      if (round % 10 === 5) await m.query(`BEGIN; ${large}; COMMIT`);
      if (round % 12 === 7)
        await m.query(`CREATE TABLE shop.t${round} (id INT PRIMARY KEY); ALTER TABLE shop.orders COMMENT 'r${round}'`);
    }
  } catch (error) {
    // The master was killed in the middle of it.
    if (isWriting.value && m.state === 'running') throw error;
  }
}

/** Every row of every table that users made. */
async function rowsOf(server: SandboxServer): Promise<ReadonlyMap<string, readonly SqlRow[]>> {
  const tables = await server.query(
    "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema IN ('shop', 'topiary_writer') ORDER BY name",
  );
  const names = tables.map((row) => String(row['name']));
  const rows = new Map<string, readonly SqlRow[]>();
  for (const name of names) rows.set(name, await server.query(`SELECT * FROM ${name} ORDER BY 1`));
  return rows;
}
