/**
 * Random sequences of legal operations on real servers while a client writes, and now and then a master dies and a person makes
 * another one: whatever is done through Topiary, in the end every table is the same on every server, row by row. Twenty operations in `npm test`, 200 on every flavour in `npm run soak -- sequences`; a failure
 * prints what was done, and the command that draws it again.
 */
import { createHash } from 'node:crypto';
import { instanceIdOf } from '@topiary/contract';
import type { InstanceId } from '@topiary/contract';
import type { SandboxServer } from '@topiary/sandbox';
import { expect, onTestFailed, test } from 'vitest';
import { IS_SOAK, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { replaceMaster } from './master-deeds.ts';
import type { MasterStage } from './master-deeds.ts';
import { actOnce, mendAll } from './random-operations.ts';
import type { Deed, Person } from './random-operations.ts';
import { eventually } from './topiary-process.ts';

const OPERATIONS = Number(process.env['SEQUENCE_OPERATIONS'] ?? 20);
const SEED = Number(process.env['SEQUENCE_SEED'] ?? process.env['SOAK_REPETITION'] ?? 1);
const IS_LONG = IS_SOAK || process.env['SEQUENCE_OPERATIONS'] !== undefined;
const POLL_MS = 200;
/** Between two batches of the writer: as fast as six servers on a small machine can follow. */
const BREATH_MS = 25;
const SETUP_MS = 90_000;
const OPERATION_MS = 5_000;
/** Most of what is offered is possible still when it is confirmed, and ends well when nothing breaks. */
const WELL_SHARE = 0.7;
/** For each operation: now and then nothing of the kind that was drawn is possible. */
const MOST_TRIES = 10;
/** After the tenth operation a master dies, and again after so many more. */
const OPERATIONS_BETWEEN_DEATHS = 20;

const NAMES = ['m', 'a', 'b', 'c', 'd', 'e'] as const;
const TABLES = ['orders', 'sums'] as const;
const TREE = 'm > (a > (b, c), d > (e))';
const WORLDS = [
  { name: 'MariaDB with GTIDs', tree: `${TREE}; flavor mariadb`, hasGtid: true },
  { name: 'MariaDB by file and position', tree: `${TREE}; flavor mariadb; gtid off`, hasGtid: false },
  { name: 'MySQL with GTIDs', tree: `${TREE}; flavor mysql`, hasGtid: true },
  { name: 'MySQL by file and position', tree: `${TREE}; flavor mysql; gtid off`, hasGtid: false },
] as const;

test.each(IS_LONG ? WORLDS : WORLDS.slice(0, 1))(
  `${OPERATIONS} operations on $name, and every table is the same on every server`,
  async ({ tree, hasGtid }) => {
    const world = await startRealWorld({
      cluster: { tree },
      seed: 'm',
      servers: NAMES.length,
      pollIntervalMs: POLL_MS,
    });
    const deeds: Deed[] = [];
    onTestFailed(
      ({ task }) =>
        void process.stdout.write(
          `${storyOf(deeds)}${task.result?.errors?.map(({ message }) => message).join('\n') ?? ''}\n`,
        ),
    );
    const { person, writing, serverOf } = peopleIn(world);
    try {
      await world.sandbox
        .server('m')
        .query(
          'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40)); CREATE TABLE shop.sums (id INT PRIMARY KEY, total INT); INSERT INTO shop.sums VALUES (1, 0)',
        );
      writing.startOn(person.writer());
      await play({ person, writing, serverOf, rowsOf }, { deeds, mayDie: hasGtid });
      await writing.stop();
      expect(await mendAll(person)).toEqual([]);
      const wanted = await rowsOf(serverOf(person.writer()));
      expect(wanted.rows).toBeGreaterThan(OPERATIONS);
      for (const name of NAMES)
        await eventually(async () => expect(await rowsIn(world, name)).toEqual({ name, ...wanted }));
      expect(deeds.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(OPERATIONS * WELL_SHARE);
      expect(hasGtid ? doneIn(deeds, 'make-master') : 1).toBeGreaterThan(0);
      expect(IS_LONG ? doneIn(deeds, 'make-co-master') : 1).toBeGreaterThan(0);
    } finally {
      await writing.stop();
      await world.end();
    }
  },
  SETUP_MS + OPERATIONS * OPERATION_MS,
);

/** Without GTIDs nobody can say where a master that died would go on below another one. */
async function play(
  stage: MasterStage,
  { deeds, mayDie }: { readonly deeds: Deed[]; readonly mayDie: boolean },
): Promise<void> {
  let tries = 0;
  let nextDeath = OPERATIONS_BETWEEN_DEATHS / 2;
  while (deeds.length < OPERATIONS) {
    tries += 1;
    if (tries > OPERATIONS * MOST_TRIES) throw new Error('hardly anything is offered any more');
    if (mayDie && deeds.length >= nextDeath) {
      const done = await replaceMaster(stage);
      deeds.push(...done);
      if (done.length > 0) nextDeath = deeds.length + OPERATIONS_BETWEEN_DEATHS;
    }
    const deed = await actOnce(stage.person, deeds);
    if (deed !== null) deeds.push(deed);
  }
}

function doneIn(deeds: readonly Deed[], name: string): number {
  return deeds.filter(({ what, outcome }) => what.startsWith(`${name} `) && outcome === 'done').length;
}

/** With what the server says of its replication, for whoever reads that it has other rows. */
async function rowsIn(world: RealWorld, name: (typeof NAMES)[number]): Promise<unknown> {
  const server = world.sandbox.server(name);
  const rows = await rowsOf(server);
  const [row] = await server.query(server.sql.replicaStatus);
  const error = row === undefined ? '' : server.sql.readStatus(row).lastError;
  return error === '' ? { name, ...rows } : { name, ...rows, error };
}

function storyOf(deeds: readonly Deed[]): string {
  const lines = deeds.map(
    ({ what, outcome, plan }, index) => `${index + 1}. ${what}: ${outcome ?? 'refused'} ${plan ?? ''}`,
  );
  const again = `SEQUENCE_SEED=${SEED} SEQUENCE_OPERATIONS=${OPERATIONS} node_modules/.bin/vitest run --project real apps/server/test/sequences.real.test.ts`;
  return `${[...lines, again].join('\n')}\n`;
}

function peopleIn(world: RealWorld) {
  const { sandbox, client } = world;
  const byId = new Map(NAMES.map((name) => [instanceIdOf(sandbox.server(name)), sandbox.server(name)]));
  const serverOf = (id: InstanceId): SandboxServer => {
    const server = byId.get(id);
    if (server === undefined) throw new Error(`no server ${id}`);
    return server;
  };
  const writing = new Writing(instanceIdOf(sandbox.server('m')), serverOf);
  const person: Person = {
    client,
    confirm: (plan) => world.confirm(plan),
    servers: [...byId.keys()],
    writer: () => writing.on,
    random: randomFrom(SEED),
  };
  return { person, writing, serverOf };
}

/** SplitMix32: the same numbers for the same seed, in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e_37_79_b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21_f0_aa_ad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x73_5a_2d_97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_00_00_00_00;
  };
}

/** Small transactions, some of which would show if they came twice or not at all, and now and then a new file of the log. */
class Writing {
  on: InstanceId;
  private readonly serverOf: (id: InstanceId) => SandboxServer;
  private isWriting = false;
  private round = 0;
  private loop: Promise<void> = Promise.resolve();

  constructor(on: InstanceId, serverOf: (id: InstanceId) => SandboxServer) {
    this.on = on;
    this.serverOf = serverOf;
  }

  startOn(id: InstanceId): void {
    this.on = id;
    this.isWriting = true;
    this.loop = this.write(this.serverOf(id));
  }

  /** All that was written is acknowledged then. */
  async stop(): Promise<void> {
    this.isWriting = false;
    await this.loop;
  }

  private async write(server: SandboxServer): Promise<void> {
    const batch = Array.from({ length: 3 }, () => "INSERT INTO shop.orders (v) VALUES ('same')").join('; ');
    for (; this.isWriting; this.round += 1) {
      await server.query(`${batch}; UPDATE shop.sums SET total = total + 1`);
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      if (this.round % 40 === 9) await server.query('FLUSH BINARY LOGS');
    }
  }
}

/** How many rows, and of every table a hash over each of its rows in order of its key. */
async function rowsOf(server: SandboxServer): Promise<{ readonly rows: number; readonly hashes: readonly string[] }> {
  const tables = await Promise.all(TABLES.map((table) => server.query(`SELECT * FROM shop.${table} ORDER BY id`)));
  return {
    rows: tables.reduce((total, table) => total + table.length, 0),
    hashes: tables.map((table) => createHash('sha256').update(JSON.stringify(table)).digest('hex')),
  };
}
