/** What is read from real servers when asked: what runs there, and in which logs their errant transactions stand. */
import { instanceIdOf } from '@topiary/contract';
import type { Client, ProcessView } from '@topiary/contract';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../src/testing/compat-client.ts';
import { START_TIMEOUT_MS, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { until } from '../src/testing/test-server.ts';

const SLEEPS = "SELECT SLEEP(30), 'a value' AS slept";

describe.each(['mysql', 'mariadb'] as const)('on %s', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > a; flavor ${flavor}` },
      seed: 'm',
      servers: 2,
      pollIntervalMs: 200,
    });
    ({ sandbox, client } = world);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const server = (name: string): SandboxServer => sandbox.server(name);
  const on = (one: SandboxServer) => ({ params: { instance: instanceIdOf(one) } });

  async function sleeper(one: SandboxServer): Promise<ProcessView> {
    let found: ProcessView | undefined;
    await until(async () => {
      const { processes } = await client.call('processes', on(one));
      found = processes.find(({ statement }) => statement.includes('SLEEP(30)'));
      return found !== undefined;
    });
    if (found === undefined) throw new Error('nothing sleeps');
    return found;
  }

  test('what a client runs is listed, and ended by a plan that shows the statement', async () => {
    const m = server('m');
    const { user } = sandbox.credentials.topology;
    // The sandbox's own account has it, which writes here.
    if (flavor === 'mysql') await m.query(`GRANT SYSTEM_USER ON *.* TO '${user}'@'%'`);
    const ended = m.query(SLEEPS).then(
      () => 'ended',
      () => 'ended',
    );
    const { id } = await sleeper(m);
    const plan = await client.call('propose', {
      body: { kind: 'control', instance: instanceIdOf(m), act: { kind: 'kill-query', process: id } },
    });
    expect(
      plan.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps.map(({ statements }) => statements))),
    ).toEqual([[`KILL QUERY ${id}`]]);
    expect(JSON.stringify(plan)).not.toContain('a value');
    expect((await world.confirm(plan)).outcome).toBe('done');
    expect(await ended).toBe('ended');
    const again = await compatGet(`${world.server.url}/api/kill-query/${m.host}/${m.port}/987654321`);
    expect(JSON.parse(again.text)).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining('it has ended') });
  }, 30_000);

  test('errant transactions are found in the logs that hold them, and those in logs that are gone are said to be', async () => {
    const a = server('a');
    await a.query(flavor === 'mysql' ? 'SET GLOBAL super_read_only = 0' : 'SET GLOBAL read_only = 0');
    if (flavor === 'mariadb') await a.query('SET GLOBAL gtid_domain_id = 77');
    const current = async (): Promise<string> => String((await a.query('SHOW BINARY LOGS')).at(-1)?.['Log_name']);
    const logs: string[] = [];
    for (const name of ['e1', 'e2', 'e3']) {
      await a.query(`CREATE DATABASE ${name}`);
      if (name === 'e1')
        await a.query('CREATE TABLE e1.t (id INT PRIMARY KEY); INSERT INTO e1.t VALUES (1), (2); ANALYZE TABLE e1.t');
      logs.push(await current());
      await a.query('FLUSH BINARY LOGS');
      await a.query('FLUSH BINARY LOGS');
    }
    const located = () => client.call('errantLogs', on(a));
    await until(async () => (await located()).files.length === 3);
    expect(await located()).toMatchObject({ files: logs.map((file) => ({ file })), purged: '', problem: null });
    const { transactions, notDescribed } = await located();
    expect(
      transactions.map(({ nature, tables, file }) => [nature, tables.map(({ table }) => table).join(), file]),
    ).toEqual([
      ['changes', '', logs[0]],
      ['changes', '', logs[0]],
      ['changes', 'e1.t', logs[0]],
      ['upkeep', '', logs[0]],
      ['changes', '', logs[1]],
      ['changes', '', logs[2]],
    ]);
    expect([transactions[0]?.statement, transactions[2]?.tables[0]?.changes, notDescribed]).toEqual([
      'CREATE DATABASE e1',
      ['insert'],
      '',
    ]);
    const old = await compatGet(`${world.server.url}/api/locate-gtid-errant/${a.host}/${a.port}`);
    expect(JSON.parse(old.text)).toMatchObject({ Code: 'OK', Details: logs });
    // A file that may still be needed to recover from a crash is kept for a moment, without an error.
    await until(async () => {
      await a.query(`PURGE BINARY LOGS TO '${logs[1] ?? ''}'`);
      return String((await a.query('SHOW BINARY LOGS'))[0]?.['Log_name']) === logs[1];
    });
    const after = await located();
    expect(after.files.map(({ file }) => file)).toEqual(logs.slice(1));
    expect(after.purged).not.toBe('');
  }, 30_000);
});
