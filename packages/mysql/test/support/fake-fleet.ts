/** The contract suite's seven servers as fakes of one version. */
import { setTimeout as pause } from 'node:timers/promises';
import { Fleet, type Account, type Grant, type ServerSpec, type ServerState } from '@topiary/fleet';
import { startFakes, type Fakes } from '@topiary/mysql-fake';
import { MODEST_GRANTS } from '@topiary/sandbox';
import { createConnection, type Connection } from 'mysql2/promise';
import { listenWith } from '../contract/proxy.ts';
import type { ContractFleet, ContractServer, ServerName, SqlRecord } from '../contract/world.ts';

export interface FakeContractOptions {
  readonly version: string;
  readonly settings: NonNullable<ServerSpec['settings']>;
  readonly plugins?: readonly string[];
  /** The method of all accounts. */
  readonly authentication: string;
  readonly olderWords?: NonNullable<ContractFleet['olderWords']>;
}

type InstanceId = ServerState['id'];

interface World {
  readonly fleet: Fleet;
  readonly fakes: Fakes;
  readonly ids: ReadonlyMap<string, InstanceId>;
  readonly isMariadb: boolean;
}

const NAMES = ['m', 'a', 'b', 'c', 'x', 'y', 'z'] as const;
const LINKS = [
  { replica: 'a', source: 'm', channel: '' },
  { replica: 'b', source: 'm', channel: '' },
  { replica: 'z', source: 'm', channel: '' },
  { replica: 'c', source: 'a', channel: '' },
  { replica: 'x', source: 'y', channel: '' },
  { replica: 'y', source: 'x', channel: '' },
  { replica: 'z', source: 'x', channel: 'x' },
] as const;
const WRITABLE: ReadonlySet<string> = new Set(['m', 'x', 'y']);

const ROOT = { user: 'root', password: 'root-of-everything' };
const TOPIARY = { user: 'topiary', password: 'topiary-in-its-garden' };
const BARE = { user: 'bare', password: 'bare-of-everything' };
const MODEST = { user: 'modest', password: 'modest-in-its-needs' };
const REPLICATOR = { user: 'replicator', password: 'replicator-of-rows' };
const ALL: readonly Grant[] = [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }];

/** Heartbeats and retries as the sandbox sets them. */
const CHANNEL = { heartbeatPeriodSeconds: 1, connectRetrySeconds: 1, tls: { enabled: false } } as const;
const WIRED_WITHIN_MS = 5_000;

export async function makeFakeContractFleet(options: FakeContractOptions): Promise<ContractFleet> {
  const world = await makeWorld(options);
  const servers = new Map(NAMES.map((name) => [name, contractServer(world, name)]));
  return {
    family: world.isMariadb ? 'mariadb' : 'mysql',
    ...(options.olderWords === undefined ? {} : { olderWords: options.olderWords }),
    server: (name: ServerName) => {
      const server = servers.get(name);
      if (server === undefined) throw new Error(`no server is called ${name}`);
      return server;
    },
    hasTables: false,
    account: TOPIARY,
    modest: MODEST,
    bare: BARE,
    stop: () => world.fakes.close(),
  };
}

async function makeWorld(options: FakeContractOptions): Promise<World> {
  const { address, close } = await listenWith(() => undefined);
  await close();
  const fleet = new Fleet({ startMs: Date.now() });
  const isMariadb = options.version.includes('MariaDB');
  const ids = new Map(
    NAMES.map((name, index) => [
      name,
      fleet.add({
        // A port that was free a moment ago, on addresses that nothing else uses.
        address: { host: `127.30.0.${index + 1}`, port: address.port },
        version: options.version,
        serverId: index + 1,
        reportHost: `127.30.0.${index + 1}`,
        accounts: accountsOf(options.authentication),
        plugins: options.plugins ?? [],
        settings: { ...options.settings, read_only: WRITABLE.has(name) ? 'OFF' : 'ON' },
      }),
    ]),
  );
  wire(fleet, ids, isMariadb);
  const world = { fleet, ids, isMariadb, fakes: await startFakes({ fleet }) };
  await replicating(world);
  return world;
}

function accountsOf(plugin: string): readonly Account[] {
  const account = (who: { readonly user: string; readonly password: string }, grants: readonly Grant[]): Account => ({
    ...who,
    host: '%',
    plugin,
    grants,
  });
  return [
    account(ROOT, ALL),
    account(TOPIARY, ALL),
    account(REPLICATOR, [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }]),
    account(MODEST, MODEST_GRANTS),
    account(BARE, []),
  ];
}

function wire(fleet: Fleet, ids: ReadonlyMap<string, InstanceId>, isMariadb: boolean): void {
  const idOf = (name: string): InstanceId => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`no server is called ${name}`);
    return id;
  };
  for (const { replica, source, channel } of LINKS) {
    const session = fleet.openSession(idOf(replica), { user: ROOT.user });
    if ('kind' in session) throw new Error(session.text);
    const changes = {
      ...fleet.server(idOf(source)).address,
      ...REPLICATOR,
      ...CHANNEL,
      positioning: isMariadb ? 'slave-pos' : 'auto-position',
    } as const;
    fleet.perform(session, { kind: 'change-source', channel, changes }, mustSucceed);
    fleet.perform(session, { kind: 'start-threads', channel, threads: { receiver: true, applier: true } }, mustSucceed);
    fleet.closeSession(session);
  }
}

function mustSucceed(outcome: { readonly kind: string; readonly text?: string }): void {
  if (outcome.kind === 'error') throw new Error(outcome.text);
}

async function replicating({ fleet, fakes, ids }: World): Promise<void> {
  const deadline = performance.now() + WIRED_WITHIN_MS;
  const all = (): boolean =>
    [...ids.values()].every((id) =>
      [...fleet.server(id).channels.values()].every(
        ({ receiver, applier }) => receiver.state === 'running' && applier.state === 'running',
      ),
    );
  while (!all()) {
    if (performance.now() > deadline) throw new Error('the fakes do not replicate');
    await pause(10);
    fakes.sync();
  }
}

function contractServer({ fleet, fakes, ids, isMariadb }: World, name: string): ContractServer {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`no server is called ${name}`);
  const { address } = fleet.server(id);
  const act = (act: () => void): Promise<void> => {
    fakes.sync();
    act();
    fakes.sync();
    return fakes.settled();
  };
  const sql = async (statements: string): Promise<readonly SqlRecord[]> => {
    const connection = await createConnection({ ...address, ...ROOT, multipleStatements: true, dateStrings: true });
    try {
      return await lastRows(connection, statements);
    } finally {
      connection.destroy();
    }
  };
  return {
    address,
    sql,
    administer: async (statements) => {
      const [row] = await sql('SELECT @@global.read_only AS value');
      const wasReadOnly = Number(row?.['value']) === 1;
      const before = isMariadb ? '' : 'SET GLOBAL super_read_only = 0; ';
      await sql(
        `${before}SET GLOBAL read_only = 0; SET SESSION sql_log_bin = 0; ${statements.join('; ')}; SET SESSION sql_log_bin = 1; SET GLOBAL read_only = ${wasReadOnly ? 1 : 0}`,
      );
    },
    freeze: () => act(() => fleet.freeze(id)),
    thaw: () => act(() => fleet.thaw(id)),
    kill: () => act(() => fleet.crash(id, { losesUnsynced: false })),
    start: () => act(() => fleet.restart(id)),
  };
}

/** Rows of the last statement that has any. */
async function lastRows(connection: Connection, statements: string): Promise<readonly SqlRecord[]> {
  const [results] = await connection.query(statements);
  const lists: unknown[] = Array.isArray(results) ? results : [];
  const several = lists.some((item) => Array.isArray(item));
  const rows = several ? lists.findLast((item) => Array.isArray(item)) : lists;
  return (rows ?? []) as readonly SqlRecord[];
}
