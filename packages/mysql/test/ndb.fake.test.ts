/** The port on fakes of an NDB build: two SQL nodes of one cluster, one server without NDB, and a server of another build. */
import type { Observation } from '@topiary/domain';
import type { Servers } from '@topiary/engine';
import { fleetOf, type ServerSpec } from '@topiary/fleet';
import { startFakes, type Fakes } from '@topiary/mysql-fake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenWith, RecordingProxy } from './contract/proxy.ts';
import { observationOf, portsFor } from './contract/subject.ts';
import type { ContractAccount, ContractServer } from './contract/world.ts';
import { accountsOf, MODEST, TOPIARY } from './support/fake-accounts.ts';
import { contractServer } from './support/fake-server.ts';

const HOSTS = { a: '127.32.0.1', b: '127.32.0.2', alone: '127.32.0.3', other: '127.32.0.4' } as const;
type Name = keyof typeof HOSTS;
const NDB = '8.0.36-cluster';
const NODE = { settings: { ndb_connectstring: '127.32.0.9:1186' } };

interface World {
  readonly fakes: Fakes;
  readonly port: number;
  server(name: Name): ContractServer;
}

async function makeWorld(): Promise<World> {
  const { address, close } = await listenWith(() => undefined);
  await close();
  const { port } = address;
  const common = { version: NDB, accounts: accountsOf('caching_sha2_password') };
  const servers: Readonly<Record<string, Partial<ServerSpec>>> = {
    [HOSTS.a]: { ...common, ...NODE },
    [HOSTS.b]: { ...common, ...NODE },
    [HOSTS.alone]: common,
    [HOSTS.other]: { ...common, version: '8.0.36' },
  };
  const text = Object.values(HOSTS)
    .map((host) => `${host}:${port}`)
    .join('; ');
  const fleet = fleetOf(text, { startMs: Date.now(), servers });
  const fakes = await startFakes({ fleet });
  const idOf = (name: Name) => {
    const id = fleet.at({ host: HOSTS[name], port });
    if (id === null) throw new Error(`no server is called ${name}`);
    return id;
  };
  return { fakes, port, server: (name) => contractServer({ fleet, fakes, id: idOf(name), isMariadb: false }) };
}

describe('the Servers port on fakes of NDB', () => {
  let made: World | null = null;
  beforeAll(async () => {
    made = await makeWorld();
  });
  afterAll(() => made?.fakes.close());
  const world = (): World => {
    if (made === null) throw new Error('the fakes are not there yet');
    return made;
  };
  const ports = portsFor(() => TOPIARY);
  const port = (account: ContractAccount = TOPIARY): Servers => ports({ account, tls: { mode: 'disabled' } });

  /** What three probes of a server sent, without TLS. */
  async function sentTo(name: Name): Promise<{ readonly seen: Observation; readonly queries: readonly string[] }> {
    const proxy = await RecordingProxy.to(world().server(name).address);
    const servers = port();
    try {
      await observationOf(servers, proxy.address);
      await observationOf(servers, proxy.address);
      const seen = await observationOf(servers, proxy.address);
      return { seen, queries: [...proxy.queries] };
    } finally {
      await servers.close();
      await proxy.close();
    }
  }

  const asksForNodes = (packet: string): boolean => packet.includes('ndbinfo');

  test('every SQL node lists all of them, itself too', async () => {
    const nodes = [HOSTS.a, HOSTS.b].map((host) => ({ host, port: world().port }));
    const servers = port();
    for (const name of ['a', 'b'] as const) {
      const seen = await observationOf(servers, world().server(name).address);
      expect(seen.product.flavor).toBe('ndb');
      expect(seen.ndbSqlNodes).toEqual(nodes);
      expect(seen.unreadable).toEqual([]);
    }
  });

  test('the list costs no round trip of its own', async () => {
    const { queries } = await sentTo('a');
    const asking = queries.filter(asksForNodes);
    expect(asking).toHaveLength(3);
    // Learning is a packet, and each probe is one.
    expect(queries).toHaveLength(4);
    for (const packet of asking) expect(packet).toContain('REPLICA STATUS');
  });

  test('a build for NDB that runs without it is a server like any other, asked once', async () => {
    const { queries, seen } = await sentTo('alone');
    expect(queries.filter(asksForNodes)).toHaveLength(1);
    expect(seen).not.toHaveProperty('ndbSqlNodes');
    expect(seen.unreadable).toEqual([]);
    expect(seen.product.flavor).toBe('ndb');
  });

  test('a server of another build is not asked', async () => {
    const { queries, seen } = await sentTo('other');
    expect(queries.length).toBeGreaterThan(2);
    expect(queries.filter(asksForNodes)).toEqual([]);
    expect(seen).not.toHaveProperty('ndbSqlNodes');
  });

  test('a list that may not be read is unknown, the statement that would help is said, and it does help', async () => {
    const a = world().server('a');
    const seen = await observationOf(port(MODEST), a.address);
    expect(seen.ndbSqlNodes).toBeNull();
    const fact = seen.unreadable.find((each) => each.fact === 'ndb-sql-nodes');
    expect(fact).toMatchObject({
      errorNumber: 1142,
      grant: `GRANT SELECT ON ndbinfo.processes TO '${MODEST.user}'@'%'`,
    });
    expect(seen.settings.readOnly).toBe(false);
    await a.administer([fact?.grant ?? '']);
    const readable = await observationOf(port(MODEST), a.address);
    expect(readable.ndbSqlNodes).toHaveLength(2);
    expect(readable.unreadable.map((each) => each.fact)).not.toContain('ndb-sql-nodes');
  });

  // Takes a server down: so it is the last.
  test('an SQL node that the data nodes have lost is not listed', async () => {
    await world().server('b').kill();
    const seen = await observationOf(port(), world().server('a').address);
    expect(seen.ndbSqlNodes).toEqual([{ host: HOSTS.a, port: world().port }]);
  });
});
