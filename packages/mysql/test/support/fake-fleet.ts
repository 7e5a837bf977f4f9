/** The contract suite's seven servers as fakes of one version. */
import { setTimeout as pause } from 'node:timers/promises';
import { Fleet, type ServerSpec, type ServerState } from '@topiary/fleet';
import { startFakes, type Fakes } from '@topiary/mysql-fake';
import { listenWith } from '../contract/proxy.ts';
import type { ContractFleet, ServerName } from '../contract/world.ts';
import { accountsOf, BARE, MODEST, REPLICATOR, ROOT, TOPIARY } from './fake-accounts.ts';
import { contractServer } from './fake-server.ts';

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

/** Heartbeats and retries as the sandbox sets them. */
const CHANNEL = { heartbeatPeriodSeconds: 1, connectRetrySeconds: 1, tls: { enabled: false } } as const;
const WIRED_WITHIN_MS = 60_000;

export async function makeFakeContractFleet(options: FakeContractOptions): Promise<ContractFleet> {
  const world = await makeWorld(options);
  const servers = new Map(NAMES.map((name) => [name, contractServer({ ...world, id: idNamed(world.ids, name) })]));
  return {
    family: world.isMariadb ? 'mariadb' : 'mysql',
    ...(options.olderWords === undefined ? {} : { olderWords: options.olderWords }),
    server: (name: ServerName) => {
      const server = servers.get(name);
      if (server === undefined) throw new Error(`no server is called ${name}`);
      return server;
    },
    hasTables: false,
    hanging: { seconds: 5, deadlineMs: 900 },
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

function idNamed(ids: ReadonlyMap<string, InstanceId>, name: string): InstanceId {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`no server is called ${name}`);
  return id;
}

function wire(fleet: Fleet, ids: ReadonlyMap<string, InstanceId>, isMariadb: boolean): void {
  const idOf = (name: string): InstanceId => idNamed(ids, name);
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
