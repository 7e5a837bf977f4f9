/**
 * Four real servers of MySQL with semi-sync, each in a network and on a small disk of its own where this machine allows that,
 * a Topiary in another, and two applications that remember what was acknowledged to them: one on this side of every cable, and
 * one beside the servers, which waits for an answer for a long time.
 */
import { Rooms, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import type { Prng } from '@topiary/simulator';
import { AcknowledgedWriter, besideOnThisMachine } from './acknowledged-writer.ts';
import type { Acknowledged } from './acknowledged-writer.ts';
import { told } from './fault-report.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryOptions, TopiaryProcess } from './topiary-process.ts';

export const NAMES = ['m', 'a', 'b', 'c'] as const;
export type Name = (typeof NAMES)[number];

/** From a fault until everything replicates from one master again, the return of the old one, or its rebuilding, included. */
export const WHOLE_WITHIN_MS = 90_000;
const TOPIARY = 'topiary';
/**
 * Commits wait for a replica this long: for ever, as far as the test goes. A server that is started again would wait for nobody:
 * it is read-only by its file, as every server should be that others may have replaced meanwhile, until somebody opens it.
 */
const SEMI_SYNC = [
  'readonly=on',
  'var.rpl_semi_sync_source_timeout=3600000',
  'var.rpl_semi_sync_source_enabled=0',
  'var.rpl_semi_sync_replica_enabled=1',
].join(', ');
/** Holds a server's data twice, as CLONE needs it. */
const DISK_BYTES = 640 * 1024 * 1024;
const PACE_MS = 10;
const IMPATIENT_MS = 300;
const PATIENT_MS = 30_000;
const WRITE_PROBE_SECONDS = 2;

export class FaultWorld {
  readonly sandbox: Sandbox;
  /** `null`: this machine makes none; why is in `whyNoRooms`. */
  readonly rooms: Rooms | null;
  readonly whyNoRooms: string;
  readonly prng: Prng;
  topiary: TopiaryProcess;
  private readonly starter: TopiaryStarter;
  private readonly options: TopiaryOptions;
  private readonly writers: readonly AcknowledgedWriter[];

  private constructor(parts: Parts) {
    this.sandbox = parts.sandbox;
    this.rooms = parts.rooms;
    this.whyNoRooms = parts.whyNoRooms;
    this.prng = parts.prng;
    this.starter = parts.starter;
    this.options = parts.options;
    this.topiary = parts.topiary;
    this.writers = [
      this.writer({ patienceMs: IMPATIENT_MS, first: 1 }),
      this.writer({ patienceMs: PATIENT_MS, first: 2, beside: (server) => this.socketOf(server) }),
    ];
  }

  static async start(prng: Prng): Promise<FaultWorld> {
    const { rooms, whyNoRooms } = await openRooms();
    const own = NAMES.map((name) => `${name}[${SEMI_SYNC}]`);
    const sandbox = await startSandbox({
      clusters: [{ name: 'x', tree: `${own[0] ?? ''} > (${own.slice(1).join(', ')}); flavor mysql; semisync on` }],
      ...(rooms !== null && { rooms: new Map(NAMES.map((name) => [`x.${name}`, rooms.room(name)])) }),
    });
    if (rooms !== null) sandbox.afterStop(() => rooms.close());
    const starter = new TopiaryStarter();
    try {
      await prepare(sandbox);
      const options = await optionsOf({ sandbox, rooms, starter });
      const topiary = await starter.start(options);
      await topiary.clusterOf(sandbox.server('x.m').address, NAMES.length);
      return new FaultWorld({ sandbox, rooms, whyNoRooms, prng, starter, options, topiary });
    } catch (error) {
      await starter.endAll();
      await sandbox.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.endWriters();
    await this.starter.endAll();
    await this.sandbox.stop();
  }

  async endWriters(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.end()));
  }

  server(name: Name): SandboxServer {
    return this.sandbox.server(`x.${name}`);
  }

  get acknowledged(): readonly Acknowledged[] {
    return this.writers.flatMap(({ acknowledged }) => acknowledged);
  }

  /** @throws Error where there are none: what needs them is not asked for then. */
  get cables(): Rooms {
    if (this.rooms === null) throw new Error(this.whyNoRooms);
    return this.rooms;
  }

  get topiaryRoom(): string {
    return TOPIARY;
  }

  async startTopiaryAgain(): Promise<void> {
    await this.topiary.kill();
    this.topiary = await this.starter.start(this.options);
  }

  anyBut(master: Name): Name {
    const others = NAMES.filter((name) => name !== master);
    return others[Math.floor(this.prng.next() * others.length)] ?? 'a';
  }

  async isOpen(name: Name): Promise<boolean> {
    const [row] = await this.server(name).query('SELECT @@GLOBAL.read_only AS closed', [], 1_000);
    return Number(row?.['closed']) === 0;
  }

  /** The only one that is open; those that do not answer are asked later. */
  masterNow(): Promise<Name> {
    return eventually(async () => {
      const open = await Promise.all(NAMES.map(async (name) => ((await this.isOpen(name)) ? [name] : [])));
      const [found, ...others] = open.flat();
      if (found === undefined || others.length > 0) throw new Error(`open: ${open.flat().join(', ')}`);
      return found;
    }, WHOLE_WITHIN_MS);
  }

  anotherMasterThan(dead: Name): Promise<Name> {
    return eventually(async () => {
      const others = NAMES.filter((name) => name !== dead);
      const open = await Promise.all(others.map((name) => this.isOpen(name).catch(() => false)));
      const found = others.find((_, at) => open[at]);
      if (found === undefined) throw new Error(`nobody took the place of ${dead}`);
      return found;
    }, WHOLE_WITHIN_MS);
  }

  /**
   * One master, and all others replicate from it. A server with transactions of its own that Topiary keeps apart is filled anew
   * from the master, as a person asks for it; answers how many there were.
   */
  async untilWhole(): Promise<number> {
    let rebuilt = 0;
    await eventually(async () => {
      const master = await this.masterNow();
      for (const name of NAMES) {
        if (name === master) continue;
        const [row] = await this.server(name).query('SHOW REPLICA STATUS', [], 2_000);
        const isBelow =
          row?.['Source_Host'] === this.server(master).host && Number(row['Source_Port']) === this.server(master).port;
        if (isBelow && row['Replica_IO_Running'] === 'Yes' && row['Replica_SQL_Running'] === 'Yes') continue;
        if (await this.isKeptApart(name)) {
          await this.rebuild(name, master);
          rebuilt += 1;
        }
        throw new Error(`${name} does not replicate from ${master}: ${JSON.stringify(row ?? null).slice(0, 500)}`);
      }
    }, WHOLE_WITHIN_MS);
    return rebuilt;
  }

  private async isKeptApart(name: Name): Promise<boolean> {
    const { items } = await this.topiary.call('findings', { query: { instance: this.server(name).address } });
    return items.some(({ code }) => code === 'FormerMasterWithOwnTransactions');
  }

  private async rebuild(name: Name, master: Name): Promise<void> {
    const plan = await this.topiary.call('propose', {
      body: {
        kind: 'control',
        instance: this.server(name).address,
        act: { kind: 'clone-from', donor: this.server(master).address, replacesAllData: true },
      },
    });
    const ended = await this.topiary.confirm(plan, true);
    if (ended.outcome !== 'done') throw new Error(`${name} is not filled anew: ${JSON.stringify(ended.reason)}`);
  }

  /** Every acknowledged row is on the master, and since a new master opened nobody else acknowledged anything: what breaks that. */
  async brokenPromises(since: number): Promise<readonly string[]> {
    // Before the rows are read: they go on writing.
    const promised = [...this.acknowledged];
    const master = await this.masterNow();
    const rows = new Set(await this.rowsOn(master));
    const said = ({ row, on }: Acknowledged): string => `${row} on ${on.name}`;
    const lost = promised.filter(({ row }) => !rows.has(row)).map((one) => `lost: ${said(one)}`);
    const { items } = await this.topiary.call('recoveries', { query: { scope: 'master', from: since } });
    const strange = items.flatMap(({ successor, details }) => {
      const promoted = details.timings.find(({ phase }) => phase === 'promoted')?.at;
      if (promoted === undefined || successor === null) return [];
      const allowed = new Set([successor, this.server(master).address]);
      return promised
        .filter(({ on, at }) => at > promoted && at >= since && !allowed.has(on.address))
        .map((one) => `after the new master opened: ${said(one)}`);
    });
    return [...lost, ...strange];
  }

  async rowsOn(name: Name): Promise<readonly number[]> {
    const rows = await this.server(name).query('SELECT id FROM shop.acknowledged ORDER BY id');
    return rows.map(({ id }) => Number(id));
  }

  /** What others have that the master has not, and lack of what it has; some of it by number. */
  async differences(): Promise<readonly string[]> {
    const master = await this.masterNow();
    const wanted = new Set(await this.rowsOn(master));
    const found = NAMES.map(async (name): Promise<readonly string[]> => {
      const rows = new Set(await this.rowsOn(name));
      const more = [...rows].filter((row) => !wanted.has(row));
      const fewer = [...wanted].filter((row) => !rows.has(row));
      if (more.length + fewer.length === 0) return [];
      const some = (those: readonly number[]): string => `${those.length} (${those.slice(0, 3).join(', ')}, …)`;
      return [`${name} has ${some(more)} that ${master} has not, and lacks ${some(fewer)}`];
    });
    return (await Promise.all(found)).flat();
  }

  /** With what the servers and Topiary say, so that a failure can be read without playing it again. */
  async within(where: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw new Error(await told(where, { servers: NAMES.map((name) => this.server(name)), topiary: this.topiary }), {
        cause: error,
      });
    }
  }

  private socketOf(server: SandboxServer): string {
    const path = besideOnThisMachine(server);
    return this.rooms === null ? path : this.rooms.pathIn(server.name, path);
  }

  private writer(more: {
    readonly patienceMs: number;
    readonly first: number;
    readonly beside?: (server: SandboxServer) => string;
  }): AcknowledgedWriter {
    const account = this.sandbox.credentials.application;
    const servers = NAMES.map((name) => this.server(name));
    return new AcknowledgedWriter(servers, { account, paceMs: PACE_MS, step: 2, ...more });
  }
}

interface Parts {
  readonly sandbox: Sandbox;
  readonly rooms: Rooms | null;
  readonly whyNoRooms: string;
  readonly prng: Prng;
  readonly starter: TopiaryStarter;
  readonly options: TopiaryOptions;
  readonly topiary: TopiaryProcess;
}

async function openRooms(): Promise<Pick<Parts, 'rooms' | 'whyNoRooms'>> {
  try {
    return { rooms: await Rooms.open({ names: [...NAMES, TOPIARY], diskBytes: DISK_BYTES }), whyNoRooms: '' };
  } catch (error) {
    return { rooms: null, whyNoRooms: error instanceof Error ? error.message : 'no rooms' };
  }
}

async function prepare(sandbox: Sandbox): Promise<void> {
  const { user } = sandbox.credentials.topology;
  await sandbox.server('x.m').query('SET GLOBAL super_read_only = 0; SET GLOBAL read_only = 0');
  await sandbox.server('x.m').query(
    `CREATE DATABASE shop; CREATE TABLE shop.acknowledged (id INT PRIMARY KEY); CREATE TABLE shop.probe (id INT PRIMARY KEY, at DATETIME);
       GRANT INSERT, UPDATE, DELETE ON shop.probe TO '${user}'@'%'; GRANT CLONE_ADMIN, BACKUP_ADMIN ON *.* TO '${user}'@'%'`,
  );
  await sandbox.server('x.m').query('SET GLOBAL rpl_semi_sync_source_enabled = 1');
  for (const server of sandbox.servers) {
    const [row] = await server.query('SELECT @@GLOBAL.super_read_only AS closed');
    await server.query(
      `SET GLOBAL super_read_only = 0; INSTALL PLUGIN clone SONAME 'mysql_clone.so'; SET GLOBAL super_read_only = ${Number(row?.['closed'])}`,
    );
  }
}

async function optionsOf({
  sandbox,
  rooms,
  starter,
}: Pick<Parts, 'sandbox' | 'rooms' | 'starter'>): Promise<TopiaryOptions> {
  return {
    seeds: [sandbox.server('x.m').address],
    account: sandbox.credentials.topology,
    directory: await starter.directory(),
    ...(rooms !== null && { room: rooms.room(TOPIARY) }),
    config: {
      InstancePollSeconds: 1,
      RecoverMasterClusterFilters: ['*'],
      RecoverIntermediateMasterClusterFilters: ['*'],
      RecoveryPeriodBlockSeconds: 1,
      FailureDetectionPeriodBlockMinutes: 0,
      TopiaryWriteProbeQuery: 'REPLACE INTO shop.probe (id, at) VALUES (1, NOW())',
      TopiaryWriteProbeSeconds: WRITE_PROBE_SECONDS,
      TopiaryReplicationUser: sandbox.credentials.replication.user,
      TopiaryReplicationPassword: sandbox.credentials.replication.password,
    },
  };
}
