/**
 * Without semi-sync a master that is cut off goes on acknowledging what nobody else has. How long it does so once its network
 * is back is measured by an application beside it, and each of these transactions has to be named.
 */
import { join } from 'node:path';
import { ApiError } from '@topiary/contract';
import { Rooms, SqlClient, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { describe, expect, test } from 'vitest';
import { AcknowledgedWriter } from './acknowledged-writer.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

/** Old masters that come back, of each flavour. Cutting a network takes root. */
const RETURNS = Number(process.env['SOAK_RETURNS'] ?? 0);
const NAMES = ['m', 'a', 'b'] as const;
const TOPIARY = 'topiary';
const DISK_BYTES = 512 * 1024 * 1024;
const RETURN_MS = 120_000;
const CUT_MS = 30_000;
const LOOK_EVERY_MS = 2;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Return {
  /** From the moment at which its network was back until it was read-only. */
  readonly demotedMs: number;
  readonly own: number;
  /** As Topiary says which. */
  readonly named: string;
}

describe.runIf(RETURNS > 0 && process.getuid?.() === 0).each(['mysql', 'mariadb'] as const)(
  'an old master of %s that was cut off',
  (flavor) => {
    test(
      'is closed when its network is back, and all that it alone acknowledged is named',
      async ({ annotate }) => {
        const returns: Return[] = [];
        for (let at = 0; at < RETURNS; at += 1) returns.push(await oneReturn(flavor));
        expect(returns.map(({ named, own }) => ({ named, own, counted: countIn(named) }))).toEqual(
          returns.map(({ named, own }) => ({ named, own, counted: own })),
        );
        const times = returns.map(({ demotedMs }) => Math.round(demotedMs)).toSorted((left, right) => left - right);
        const said = `${flavor}: ${times.join(', ')} ms from its return to read-only; own transactions, all named: ${returns.map(({ own }) => own).join(', ')}`;
        process.stderr.write(`${said}\n`);
        await annotate(said);
      },
      RETURNS * RETURN_MS,
    );
  },
);

async function oneReturn(flavor: 'mysql' | 'mariadb'): Promise<Return> {
  const rooms = await Rooms.open({ names: [...NAMES, TOPIARY], diskBytes: DISK_BYTES });
  const starter = new TopiaryStarter();
  try {
    const sandbox = await startSandbox({
      clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}` }],
      rooms: new Map(NAMES.map((name) => [`x.${name}`, rooms.room(name)])),
    });
    try {
      await sandbox.server('x.m').query('CREATE DATABASE shop; CREATE TABLE shop.acknowledged (id INT PRIMARY KEY)');
      const topiary = await topiaryOn(sandbox, rooms, starter);
      return await cutOffAndBack(sandbox, rooms, topiary);
    } finally {
      await starter.endAll();
      await sandbox.stop();
    }
  } finally {
    rooms.close();
  }
}

async function topiaryOn(sandbox: Sandbox, rooms: Rooms, starter: TopiaryStarter): Promise<TopiaryProcess> {
  const { user, password } = sandbox.credentials.replication;
  const topiary = await starter.start({
    seeds: [sandbox.server('x.m').address],
    account: sandbox.credentials.topology,
    room: rooms.room(TOPIARY),
    config: {
      RecoverMasterClusterFilters: ['*'],
      RecoveryPeriodBlockSeconds: 1,
      TopiaryReplicationUser: user,
      TopiaryReplicationPassword: password,
    },
  });
  await topiary.clusterOf(sandbox.server('x.m').address, NAMES.length);
  return topiary;
}

async function cutOffAndBack(sandbox: Sandbox, rooms: Rooms, topiary: TopiaryProcess): Promise<Return> {
  const account = sandbox.credentials.application;
  const old = sandbox.server('x.m');
  const socketPath = rooms.pathIn('m', join(old.dataDirectory, 'mysqld.sock'));
  const common = { account, patienceMs: 1_000, paceMs: 20, step: 2 };
  const beside = new AcknowledgedWriter([old], { ...common, first: 1, beside: () => socketPath });
  const application = new AcknowledgedWriter(sandbox.servers, { ...common, first: 2 });
  const here = new SqlClient({ host: old.host, port: old.port, ...sandbox.credentials.topology, socketPath });
  try {
    await eventually(async () => expect(beside.acknowledged.length).toBeGreaterThan(20));
    await rooms.cutOff('m');
    const by = await openAmong(sandbox.servers.filter(({ name }) => name !== 'm'));
    await eventually(async () => expect(application.acknowledged.some(({ on }) => on === by)).toBe(true));
    await rooms.plugInAgain('m');
    const backMs = performance.now();
    while (!(await isClosed(here))) await pause(LOOK_EVERY_MS);
    const demotedMs = performance.now() - backMs;
    await Promise.all([beside.end(), application.end()]);
    const own = await rowsOnlyOn(old, by);
    return { demotedMs, own, named: await eventually(() => namedAsOwn(topiary, old, by)) };
  } finally {
    await Promise.all([beside.end(), application.end(), here.close()]);
  }
}

function openAmong(servers: readonly SandboxServer[]): Promise<SandboxServer> {
  return eventually(async () => {
    const open = await Promise.all(
      servers.map(async (server) => {
        const [row] = await server.query('SELECT @@GLOBAL.read_only AS closed', [], 1_000);
        return Number(row?.['closed']) === 0;
      }),
    );
    const found = servers.find((_, at) => open[at]);
    if (found === undefined) throw new Error('nobody takes writes');
    return found;
  }, CUT_MS);
}

async function isClosed(client: SqlClient): Promise<boolean> {
  const [row] = await client.query('SELECT @@GLOBAL.read_only AS closed');
  return Number(row?.['closed']) === 1;
}

/** One row is one transaction. */
async function rowsOnlyOn(old: SandboxServer, by: SandboxServer): Promise<number> {
  const [mine, theirs] = await Promise.all([old, by].map(idsOn));
  const known = new Set(theirs);
  return (mine ?? []).filter((id) => !known.has(id)).length;
}

async function idsOn(server: SandboxServer): Promise<readonly number[]> {
  return (await server.query('SELECT id FROM shop.acknowledged')).map(({ id }) => Number(id));
}

/** By the finding, and by the refusal to let it replicate as it is. */
async function namedAsOwn(topiary: TopiaryProcess, old: SandboxServer, by: SandboxServer): Promise<string> {
  const { items } = await topiary.call('findings', { query: { instance: old.address } });
  if (items.every(({ code }) => code !== 'FormerMasterWithOwnTransactions')) throw new Error('not found yet');
  const act = { kind: 'rejoin', below: by.address, own: 'refuse' } as const;
  try {
    await topiary.call('propose', { body: { kind: 'control', instance: old.address, act } });
  } catch (error) {
    const own = error instanceof ApiError ? error.reasons[0]?.params['own'] : undefined;
    if (typeof own === 'string') return own;
    throw error;
  }
  throw new Error(`${old.address} may replicate as it is`);
}

/** `uuid:1-5:7` in MySQL, `(0-1-5, 0-1-9]` in MariaDB, which leaves out the first. */
function countIn(named: string): number {
  const mariadb = /^\(\d+-\d+-(\d+), \d+-\d+-(\d+)\]$/.exec(named);
  if (mariadb !== null) return Number(mariadb[2]) - Number(mariadb[1]);
  const ranges = named.split(',').flatMap((part) => part.trim().split(':').slice(1));
  return ranges.reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
