/**
 * Random faults on real servers under a writer that remembers every acknowledgement, where a commit waits for a replica as
 * long as it takes (semi-sync): what was acknowledged is never lost, an old master acknowledges nothing after the new one
 * opened, and in the end all tables are the same. `npm run soak -- faults` plays a hundred; seeds say which.
 */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { Prng } from '@topiary/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcknowledgedWriter } from './acknowledged-writer.ts';
import type { Acknowledged } from './acknowledged-writer.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryOptions, TopiaryProcess } from './topiary-process.ts';

const FAULTS = Number(process.env['SOAK_FAULTS'] ?? 0);
const SEED = Number(process.env['SOAK_FAULTS_SEED'] ?? 1);
const NAMES = ['m', 'a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];
const KINDS = [
  'kill-master',
  'freeze-master',
  'restart-master',
  'kill-replica',
  'freeze-replica',
  'kill-master-and-topiary',
  'kill-topiary-amid-failover',
] as const;
type Kind = (typeof KINDS)[number];

const START_MS = 120_000;
/** From a fault until everything replicates from one master again, the return of the old one included. */
const WHOLE_WITHIN_MS = 60_000;
const FAULT_MS = WHOLE_WITHIN_MS * 2;
const NEW_IDS_FROM = 1_000_000;
/** Recoveries, and lines of the log. */
const MAX_TOLD = 20;
const WRITES_BETWEEN_MS = 1_500;
/** Commits wait for a replica this long: for ever, as far as the test goes. */
const TIMEOUT = 'var.rpl_semi_sync_source_timeout=3600000';

const starter = new TopiaryStarter();
const prng = new Prng(SEED);
let sandbox: Sandbox;
let topiary: TopiaryProcess;
let options: TopiaryOptions;
let writer: AcknowledgedWriter;
const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);
const nameOf = (one: SandboxServer): Name =>
  NAMES.find((name) => server(name) === one || server(name).port === one.port) ?? 'm';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  if (FAULTS === 0) return;
  const own = NAMES.map((name) => `${name}[${TIMEOUT}]`);
  sandbox = await startSandbox({
    clusters: [{ name: 'x', tree: `${own[0] ?? ''} > (${own.slice(1).join(', ')}); flavor mysql; semisync on` }],
  });
  await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.acknowledged (id INT PRIMARY KEY)');
  options = {
    seeds: [server('m').address],
    account: sandbox.credentials.topology,
    directory: await starter.directory(),
    config: {
      InstancePollSeconds: 1,
      RecoverMasterClusterFilters: ['*'],
      RecoverIntermediateMasterClusterFilters: ['*'],
      RecoveryPeriodBlockSeconds: 1,
      FailureDetectionPeriodBlockMinutes: 0,
      TopiaryReplicationUser: sandbox.credentials.replication.user,
      TopiaryReplicationPassword: sandbox.credentials.replication.password,
    },
  };
  topiary = await starter.start(options);
  await topiary.clusterOf(server('m').address, NAMES.length);
  writer = new AcknowledgedWriter(NAMES.map(server), sandbox.credentials.application);
}, START_MS);

afterAll(async () => {
  if (FAULTS === 0) return;
  await writer.end();
  await starter.endAll();
  await sandbox.stop();
}, START_MS);

test.runIf(FAULTS > 0)(
  'what was acknowledged is never lost, and only one master acknowledges',
  async ({ annotate }) => {
    const counts = new Map<Kind, number>();
    let keptApart = 0;
    for (let number = 1; number <= FAULTS; number += 1) {
      await pause(WRITES_BETWEEN_MS);
      const kind = KINDS[Math.floor(prng.next() * KINDS.length)] ?? 'kill-master';
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const master = await masterNow();
      const begunAt = Date.now();
      const where = `fault ${number}, ${kind} of ${master}, seed ${SEED}`;
      await within(where, async () => {
        await FAULT[kind](master);
        keptApart += await untilWhole();
        expect(await brokenPromises(begunAt)).toEqual([]);
      });
    }
    await writer.end();
    const wanted = await rowsOn(await masterNow());
    for (const name of NAMES) await expect.poll(() => rowsOn(name), { timeout: WHOLE_WITHIN_MS }).toEqual(wanted);
    await annotate(
      `${FAULTS} faults, seed ${SEED}: ${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}; ` +
        `${writer.acknowledged.length} acknowledged rows, none lost; ${keptApart} old masters kept apart for transactions of their own`,
    );
  },
  START_MS + FAULTS * FAULT_MS,
);

const FAULT: Readonly<Record<Kind, (master: Name) => Promise<void>>> = {
  'kill-master': async (master) => {
    server(master).killNow();
    await anotherMasterThan(master);
    await server(master).start();
  },
  'freeze-master': async (master) => {
    await server(master).freeze();
    await anotherMasterThan(master);
    await server(master).thaw();
  },
  'restart-master': async (master) => {
    const [row] = await server(master).query('SELECT @@GLOBAL.rpl_semi_sync_source_enabled AS waits');
    await server(master).kill();
    await server(master).start();
    // Its configuration file says what it was.
    if (Number(row?.['waits']) === 1) await server(master).query('SET GLOBAL rpl_semi_sync_source_enabled = 1');
  },
  'kill-replica': async (master) => {
    const replica = anyBut(master);
    await server(replica).kill();
    await pause(prng.next() * 1_000);
    await server(replica).start();
  },
  'freeze-replica': async (master) => {
    const replica = anyBut(master);
    await server(replica).freeze();
    await pause(prng.next() * 2_000);
    await server(replica).thaw();
  },
  'kill-master-and-topiary': async (master) => {
    await topiary.kill();
    server(master).killNow();
    topiary = await starter.start(options);
    await anotherMasterThan(master);
    await server(master).start();
  },
  'kill-topiary-amid-failover': async (master) => {
    server(master).killNow();
    await pause(50 + prng.next() * 300);
    await topiary.kill();
    topiary = await starter.start(options);
    await anotherMasterThan(master);
    await server(master).start();
  },
};

/** With what Topiary did, so that a failure can be read without playing it again. */
async function within(where: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { items } = await topiary.call('recoveries', {});
    const told = items.slice(0, MAX_TOLD).map(({ code, instance, successor, startedAt, endedAt, details }) =>
      JSON.stringify({
        code,
        instance,
        successor,
        took: (endedAt ?? 0) - startedAt,
        errors: details.errors,
        phases: details.timings.map(({ phase, at }) => `${phase} ${at - startedAt}`),
      }),
    );
    const states = await Promise.all(NAMES.map(stateOf));
    const log = topiary.output.join('').split('\n').slice(-MAX_TOLD);
    throw new Error([where, ...states, ...told, ...log].join('\n'), { cause: error });
  }
}

const STATUS_TOLD = [
  'Source_Port',
  'Replica_IO_Running',
  'Replica_SQL_Running',
  'Replica_SQL_Running_State',
  'Retrieved_Gtid_Set',
  'Last_SQL_Error',
];

async function stateOf(name: Name): Promise<string> {
  const variables =
    "'read_only', 'offline_mode', 'gtid_executed', 'rpl_semi_sync_source_enabled', 'rpl_semi_sync_replica_enabled'";
  const rows = await server(name)
    .query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${variables})`)
    .catch((error: unknown) => [{ Variable_name: 'error', Value: String(error) }]);
  const [status] = await server(name)
    .query('SHOW REPLICA STATUS')
    .catch(() => []);
  const told = STATUS_TOLD.map((column) => `${column} ${String(status?.[column])}`).join(', ');
  return `${name}: ${told}; ${rows.map((row) => `${String(row['Variable_name'])} ${String(row['Value'])}`).join(', ')}`;
}

function anyBut(master: Name): Name {
  const others = NAMES.filter((name) => name !== master);
  return others[Math.floor(prng.next() * others.length)] ?? 'a';
}

async function isOpen(name: Name): Promise<boolean> {
  const [row] = await server(name).query('SELECT @@GLOBAL.read_only AS closed', [], 1_000);
  return Number(row?.['closed']) === 0;
}

/** The only one that is open; those that do not answer are asked later. */
function masterNow(): Promise<Name> {
  return eventually(async () => {
    const open = await Promise.all(NAMES.map(async (name) => ((await isOpen(name)) ? [name] : [])));
    const [found, ...others] = open.flat();
    if (found === undefined || others.length > 0) throw new Error(`open: ${open.flat().join(', ')}`);
    return found;
  }, WHOLE_WITHIN_MS);
}

function anotherMasterThan(dead: Name): Promise<Name> {
  return eventually(async () => {
    for (const name of NAMES) if (name !== dead && (await isOpen(name).catch(() => false))) return name;
    throw new Error(`nobody took the place of ${dead}: ${topiary.output.join('').slice(-2_000)}`);
  }, WHOLE_WITHIN_MS);
}

/**
 * One master, and all others replicate from it. A server with transactions of its own that Topiary keeps apart is made anew
 * from the others' logs, as a person would; answers how many there were.
 */
async function untilWhole(): Promise<number> {
  let rebuilt = 0;
  await eventually(async () => {
    const master = await masterNow();
    for (const name of NAMES) {
      if (name === master) continue;
      const [row] = await server(name).query('SHOW REPLICA STATUS');
      const source = NAMES.find((one) => server(one).port === Number(row?.['Source_Port']));
      const runs = row?.['Replica_IO_Running'] === 'Yes' && row?.['Replica_SQL_Running'] === 'Yes';
      if (source === master && runs) continue;
      if (await isKeptApart(name)) {
        await rebuild(name, master);
        rebuilt += 1;
      }
      throw new Error(`${name} does not replicate from ${master}: ${JSON.stringify(row ?? null).slice(0, 500)}`);
    }
  }, WHOLE_WITHIN_MS);
  return rebuilt;
}

async function isKeptApart(name: Name): Promise<boolean> {
  const { items } = await topiary.call('findings', { query: { instance: server(name).address } });
  return items.some(({ code }) => code === 'FormerMasterWithOwnTransactions');
}

async function rebuild(name: Name, master: Name): Promise<void> {
  const { user, password } = sandbox.credentials.replication;
  const own = server(name);
  await own.query('SET GLOBAL offline_mode = 0; STOP REPLICA; RESET REPLICA ALL; SET GLOBAL super_read_only = 0');
  await own.query('SET sql_log_bin = 0; DROP DATABASE IF EXISTS shop; SET sql_log_bin = 1');
  // What it wrote itself as a master comes from the others' logs too, and is passed over under the id that it had.
  const [row] = await own.query('SELECT @@GLOBAL.server_id AS id');
  await own.query(`SET GLOBAL server_id = ${Number(row?.['id']) + NEW_IDS_FROM}`);
  await own.query('RESET BINARY LOGS AND GTIDS; SET GLOBAL super_read_only = 1');
  await own.query(
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${server(master).port}, SOURCE_USER = ?,
     SOURCE_PASSWORD = ?, SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, SOURCE_HEARTBEAT_PERIOD = 1,
     SOURCE_CONNECT_RETRY = 1; START REPLICA`,
    [user, password],
  );
}

/** Every acknowledged row is on the master, and since a new master opened nobody else acknowledged anything: what breaks that. */
async function brokenPromises(since: number): Promise<readonly string[]> {
  // Before the rows are read: it goes on writing.
  const promised = [...writer.acknowledged];
  const master = await masterNow();
  const rows = new Set(await rowsOn(master));
  const said = ({ row, on }: Acknowledged): string => `${row} on ${nameOf(on)}`;
  const lost = promised.filter(({ row }) => !rows.has(row)).map((one) => `lost: ${said(one)}`);
  const { items } = await topiary.call('recoveries', { query: { scope: 'master', from: since } });
  const strange = items.flatMap(({ successor, details }) => {
    const promoted = details.timings.find(({ phase }) => phase === 'promoted')?.at;
    if (promoted === undefined || successor === null) return [];
    const allowed = new Set([successor, server(master).address]);
    return promised
      .filter(({ on, at }) => at > promoted && at >= since && !allowed.has(on.address))
      .map((one) => `after the new master opened: ${said(one)}`);
  });
  return [...lost, ...strange];
}

async function rowsOn(name: Name): Promise<readonly number[]> {
  return (await server(name).query('SELECT id FROM shop.acknowledged ORDER BY id')).map(({ id }) => Number(id));
}
