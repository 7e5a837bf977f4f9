/**
 * A master is replaced on real servers while somebody writes as an application does: by an account that read-only holds
 * back, one row at a time, on whichever server takes it. Every row that was acknowledged is on every server in the end.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '@topiary/contract';
import type { PlanView } from '@topiary/contract';
import { SqlClient, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mariadb', 'mysql'] as const) : (['mariadb'] as const);
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
/** A switch takes milliseconds; a busy machine, and a test beside this one, take their time. */
const LONGEST_GAP_MS = 2_000;
const starter = new TopiaryStarter();

describe.each(FLAVORS)('a master of %s', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}` }] });
    await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY, at VARCHAR(8))');
    const application = sandbox.credentials.application.user;
    await server('m').query(
      `CREATE TABLE shop.other (id INT PRIMARY KEY); GRANT LOCK TABLES, RELOAD ON *.* TO '${application}'@'%'`,
    );
    const definers = flavor === 'mysql' ? 'SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER' : 'SET USER';
    await server('m').query(
      `GRANT EVENT, ${definers} ON *.* TO '${sandbox.credentials.topology.user}'@'%'; CREATE DEFINER = nobody@localhost EVENT shop.daily ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.other`,
    );
    const { user, password } = sandbox.credentials.replication;
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: {
        TopiaryPollIntervalMilliseconds: 250,
        TopiaryLongTransactionSeconds: 1,
        TopiaryPromotedVariables: { sync_binlog: '1' },
        TopiaryDemotedVariables: { sync_binlog: '7' },
        TopiaryReplicationUser: user,
        TopiaryReplicationPassword: password,
      },
    });
    await eventually(async () => {
      const { edges } = await topiary.clusterOf(server('m').address, NAMES.length);
      const states = edges.map(({ state }) => state);
      if (states.some((state) => state !== 'replicating')) throw new Error(states.join(', '));
    });
  }, 120_000);

  afterAll(async () => {
    await starter.endAll();
    await sandbox.stop();
  });

  function proposed(master: Name, more: object): Promise<PlanView> {
    return topiary.call('propose', {
      body: { kind: 'replace-master', master: server(master).address, because: 'takeover', ...more },
    });
  }

  async function replace(master: Name, more: object): Promise<PlanView> {
    return topiary.confirm(await proposed(master, more), true);
  }

  test('hands its writes over while somebody writes, and is a replica afterwards; nothing is lost', async () => {
    const writer = new Application(sandbox, NAMES.map(server));
    onTestFinished(() => writer.end());
    await writer.hasWritten(50);
    const ended = await replace('m', { successor: server('a').address, rejoins: true });
    expect({ outcome: ended.outcome, reason: ended.reason }).toEqual({ outcome: 'done', reason: null });
    await writer.hasWritten(50);
    await writer.end();
    expect(writer.longestGapMs).toBeLessThan(LONGEST_GAP_MS);
    expect(await writableOnes()).toEqual(['a']);
    const away = flavor === 'mysql' ? 'REPLICA_SIDE_DISABLED' : 'SLAVESIDE_DISABLED';
    const [m, a] = await Promise.all([partOf('m'), partOf('a')]);
    expect(m).toEqual({ sync: 7, status: away, definer: 'nobody@localhost' });
    expect(a).toEqual({ sync: 1, status: 'ENABLED', definer: 'nobody@localhost' });
    for (const name of NAMES) await eventually(async () => expect(await idsOn(name)).toEqual(writer.acknowledged));
  }, 60_000);

  async function partOf(name: Name): Promise<object> {
    const [row] = await server(name).query(
      'SELECT @@GLOBAL.sync_binlog AS sync, STATUS AS status, DEFINER AS definer FROM information_schema.EVENTS',
    );
    return { ...row };
  }

  test('is not taken from a transaction or a lock, unless that is to be ended; the tree is as it was', async () => {
    const kinds = flavor === 'mysql' ? (['FLUSH TABLES', 'LOCK TABLES', 'BEGIN'] as const) : (['BEGIN'] as const);
    const held = await holding(kinds);
    const back = { successor: server('m').address, rejoins: true };
    const refused = await eventually(async () => {
      const codes = await refusalOf(proposed('a', back));
      if (codes.filter((code) => code.startsWith('blocked-')).length < kinds.length) throw new Error(codes.join(', '));
      return codes;
    });
    expect(refused.toSorted()).toEqual(
      flavor === 'mysql'
        ? ['blocked-by-global-lock', 'blocked-by-table-locks', 'blocked-by-transaction']
        : ['blocked-by-transaction'],
    );
    expect(await writableOnes()).toEqual(['a']);
    const ended = await replace('a', { ...back, blockers: 'kill' });
    expect({ outcome: ended.outcome, reason: ended.reason }).toEqual({ outcome: 'done', reason: null });
    expect(await writableOnes()).toEqual(['m']);
    await Promise.all(held.map((client) => client.close()));
    await eventually(() => replace('m', { successor: server('a').address, rejoins: true }));
  }, 60_000);

  /** Sessions on `a` that are in the way, each by what it does. */
  async function holding(kinds: readonly ('BEGIN' | 'LOCK TABLES' | 'FLUSH TABLES')[]): Promise<readonly SqlClient[]> {
    const sql = {
      BEGIN: 'BEGIN; SELECT * FROM shop.orders',
      'LOCK TABLES': 'LOCK TABLES shop.other READ',
      'FLUSH TABLES': 'FLUSH TABLES WITH READ LOCK',
    };
    const { user, password } = sandbox.credentials.application;
    const clients = kinds.map(() => new SqlClient({ host: '127.0.0.1', port: server('a').port, user, password }));
    for (const [at, kind] of kinds.entries()) await clients[at]?.query(sql[kind]);
    return clients;
  }

  async function refusalOf(asked: Promise<PlanView>): Promise<readonly string[]> {
    const error: unknown = await asked.then(
      () => new Error('it was done'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ApiError)) throw error;
    return error.reasons.map(({ code }) => code);
  }

  test('that is killed while somebody writes is replaced, and what any replica received is kept', async () => {
    const writer = new Application(sandbox, NAMES.map(server));
    onTestFinished(() => writer.end());
    await writer.hasWritten(50);
    server('a').killNow();
    const ended = await eventually(() => replace('a', { successor: null, because: 'dead' }));
    expect({ outcome: ended.outcome, reason: ended.reason }).toEqual({ outcome: 'done', reason: null });
    await writer.hasWritten(50);
    await writer.end();
    const alive = NAMES.filter((name) => name !== 'a');
    const [successor, ...others] = await writableOnes(alive);
    if (successor === undefined) throw new Error('nobody takes writes');
    expect(others).toEqual([]);
    const kept = await idsOn(successor);
    for (const name of alive) await eventually(async () => expect(await idsOn(name)).toEqual(kept));
    // Replication is asynchronous: what nobody had received died with the master, and that is the last of what it acknowledged.
    const before = writer.acknowledged.slice(0, writer.switchedAt);
    const lost = writer.acknowledged.filter((id) => !kept.includes(id));
    expect(lost).toEqual(before.slice(before.length - lost.length));
    expect(lost.length).toBeLessThan(LAST_FEW);
  }, 60_000);

  async function writableOnes(names: readonly Name[] = NAMES): Promise<readonly Name[]> {
    const states = await Promise.all(
      names.map(async (name) => {
        const [row] = await server(name).query('SELECT @@GLOBAL.read_only AS closed');
        return Number(row?.['closed']) === 0 ? [name] : [];
      }),
    );
    return states.flat();
  }

  async function idsOn(name: Name): Promise<readonly number[]> {
    return (await server(name).query('SELECT id FROM shop.orders ORDER BY id')).map((row) => Number(row['id']));
  }
});

const LAST_FEW = 50;
/** Between two rounds in which nobody took a row. */
const ROUND_MS = 1;
let nextId = 1;

/** Writes one row after the other, and goes to another server when it is refused or cut off. */
class Application {
  readonly acknowledged: number[] = [];
  longestGapMs = 0;
  /** Of the acknowledged rows, the place of the last one that another server took than the one before. */
  switchedAt = 0;
  private readonly sandbox: Sandbox;
  private readonly servers: readonly SandboxServer[];
  private isWriting = true;
  private readonly done: Promise<void>;

  constructor(sandbox: Sandbox, servers: readonly SandboxServer[]) {
    this.sandbox = sandbox;
    this.servers = servers;
    this.done = this.run();
  }

  async hasWritten(more: number): Promise<void> {
    const wanted = this.acknowledged.length + more;
    await eventually(() =>
      this.acknowledged.length >= wanted ? Promise.resolve() : Promise.reject(new Error('it does not write')),
    );
  }

  async end(): Promise<void> {
    this.isWriting = false;
    await this.done;
  }

  private async run(): Promise<void> {
    const connections = new Map<SandboxServer, SqlClient>();
    let lastMs = performance.now();
    let last: SandboxServer | null = null;
    for (let turn = 0; this.isWriting;) {
      const server = this.servers[turn % this.servers.length];
      if (server === undefined) return;
      const id = nextId;
      nextId += 1;
      try {
        const connection = connections.get(server) ?? this.clientOf(server);
        connections.set(server, connection);
        await connection.query('INSERT INTO shop.orders VALUES (?, ?)', [id, 'x']);
        const nowMs = performance.now();
        if (this.acknowledged.length > 0) this.longestGapMs = Math.max(this.longestGapMs, nowMs - lastMs);
        if (last !== server) this.switchedAt = this.acknowledged.length;
        last = server;
        lastMs = nowMs;
        this.acknowledged.push(id);
      } catch {
        // Read-only, or not there.
        turn += 1;
        // A connection that is gone says so at once: nothing else would have its turn while nobody takes a row.
        if (turn % this.servers.length === 0) await sleep(ROUND_MS);
      }
    }
    await Promise.all([...connections.values()].map((connection) => connection.close()));
  }

  private clientOf({ port }: SandboxServer): SqlClient {
    const { user, password } = this.sandbox.credentials.application;
    return new SqlClient({ host: '127.0.0.1', port, user, password });
  }
}
