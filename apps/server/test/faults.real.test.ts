/**
 * Random faults on real servers under two writers that remember every acknowledgement, where a commit waits for a replica as
 * long as it takes (semi-sync): what was acknowledged is never lost, an old master acknowledges nothing after the new one
 * opened, and in the end all tables are the same. `npm run soak -- faults` plays a hundred; seeds say which.
 * Networks are cut and disks filled where this machine lets the test make namespaces.
 */
import { Prng } from '@topiary/simulator';
import { expect, test } from 'vitest';
import { FaultWorld, NAMES, WHOLE_WITHIN_MS } from './fault-world.ts';
import type { Name } from './fault-world.ts';
import { eventually } from './topiary-process.ts';

const FAULTS = Number(process.env['SOAK_FAULTS'] ?? 0);
const SEED = Number(process.env['SOAK_FAULTS_SEED'] ?? 1);
/** No fault begins later, and those that were played count. */
const MINUTES = Number(process.env['SOAK_FAULTS_MINUTES'] ?? 35);
const MAX_FAILURES = 5;
/** Only these, for a closer look; all when left out. */
const ONLY = process.env['SOAK_FAULTS_KINDS']?.split(',') ?? null;

const START_MS = 120_000;
const FAULT_MS = WHOLE_WITHIN_MS * 2;
const WRITES_BETWEEN_MS = 1_500;
/** A pulse, a write probe and its deadline. */
const FOUND_WITHIN_MS = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Fault = (world: FaultWorld, master: Name) => Promise<void>;

const EVERYWHERE = {
  'kill-master': async (world, master) => {
    world.server(master).killNow();
    await world.anotherMasterThan(master);
    await world.server(master).start();
  },
  'freeze-master': async (world, master) => {
    await world.server(master).freeze();
    await world.anotherMasterThan(master);
    await world.server(master).thaw();
  },
  'restart-master': async (world, master) => {
    const [row] = await world.server(master).query('SELECT @@GLOBAL.rpl_semi_sync_source_enabled AS waits');
    await world.server(master).kill();
    await world.server(master).start();
    // Its configuration file says what it was.
    if (Number(row?.['waits']) === 1) await world.server(master).query('SET GLOBAL rpl_semi_sync_source_enabled = 1');
  },
  'kill-replica': async (world, master) => {
    const replica = world.anyBut(master);
    await world.server(replica).kill();
    await pause(world.prng.next() * 1_000);
    await world.server(replica).start();
  },
  'freeze-replica': async (world, master) => {
    const replica = world.anyBut(master);
    await world.server(replica).freeze();
    await pause(world.prng.next() * 2_000);
    await world.server(replica).thaw();
  },
  'kill-master-and-topiary': async (world, master) => {
    await world.topiary.kill();
    world.server(master).killNow();
    await world.startTopiaryAgain();
    await world.anotherMasterThan(master);
    await world.server(master).start();
  },
  'kill-topiary-amid-failover': async (world, master) => {
    world.server(master).killNow();
    await pause(50 + world.prng.next() * 300);
    await world.startTopiaryAgain();
    await world.anotherMasterThan(master);
    await world.server(master).start();
  },
} as const satisfies Readonly<Record<string, Fault>>;

const IN_ROOMS = {
  'cut-master': async (world, master) => {
    await world.cables.cutOff(master);
    await world.anotherMasterThan(master);
    await pause(world.prng.next() * 2_000);
    await world.cables.plugInAgain(master);
  },
  'cut-replica': async (world, master) => {
    const replica = world.anyBut(master);
    await world.cables.cutOff(replica);
    await pause(world.prng.next() * 8_000);
    await world.cables.plugInAgain(replica);
  },
  'cut-servers-from-each-other': async (world, master) => {
    await world.cables.keepApart(NAMES);
    await pause(1_000 + world.prng.next() * 7_000);
    await world.cables.bringTogether(NAMES);
    expect(await world.masterNow(), 'nobody takes the place of a master that answers').toBe(master);
  },
  'cut-topiary': async (world, master) => {
    await world.cables.cutOff(world.topiaryRoom);
    await pause(1_000 + world.prng.next() * 7_000);
    await world.cables.plugInAgain(world.topiaryRoom);
    await pause(WRITES_BETWEEN_MS);
    expect(await world.masterNow(), 'nobody takes the place of a master that Topiary alone cannot see').toBe(master);
  },
  'hide-master-from-topiary': async (world, master) => {
    await world.cables.hide(world.topiaryRoom, master);
    await pause(1_000 + world.prng.next() * 7_000);
    expect(await world.masterNow(), 'nobody takes the place of a master that its replicas hear').toBe(master);
    await world.cables.show(world.topiaryRoom, master);
  },
  'fill-disk-of-master': async (world, master) => {
    const { dataDirectory } = world.server(master);
    await world.cables.fillDisk(master, dataDirectory);
    await foundFull(world, master);
    if (world.server(master).state === 'running' && world.prng.next() < 0.5) await giveUp(world, master);
    await world.cables.freeDisk(master, dataDirectory);
    await startedAnew(world, master);
  },
  'fill-disk-of-replica': async (world, master) => {
    const replica = world.anyBut(master);
    const { dataDirectory } = world.server(replica);
    await world.cables.fillDisk(replica, dataDirectory);
    await pause(1_000 + world.prng.next() * 4_000);
    await world.cables.freeDisk(replica, dataDirectory);
    await startedAnew(world, replica);
  },
} as const satisfies Readonly<Record<string, Fault>>;

const FAULT_OF = { ...EVERYWHERE, ...IN_ROOMS };
type Kind = keyof typeof FAULT_OF;

/** It is told that the master cannot write, or the server ended of it and somebody else is the master. */
async function foundFull(world: FaultWorld, master: Name): Promise<void> {
  await eventually(async () => {
    if (world.server(master).state === 'stopped') return;
    const { items } = await world.topiary.call('findings', { query: { instance: world.server(master).address } });
    if (items.every(({ code }) => code !== 'MasterCannotWrite'))
      throw new Error(`nobody tells that ${master} cannot write: ${items.map(({ code }) => code).join(', ')}`);
  }, FOUND_WITHIN_MS);
}

/** As a person decides who is told of it. */
async function giveUp(world: FaultWorld, master: Name): Promise<void> {
  await eventually(async () => {
    const body = {
      kind: 'replace-master',
      master: world.server(master).address,
      successor: null,
      because: 'given-up',
    } as const;
    const ended = await world.topiary.confirm(await world.topiary.call('propose', { body }), true);
    if (ended.outcome !== 'done') throw new Error(`${master} is not replaced: ${JSON.stringify(ended.reason)}`);
  }, FOUND_WITHIN_MS);
  await world.anotherMasterThan(master);
}

/** A write that failed for want of space is tried again by the server after a minute; nobody waits for that. */
async function startedAnew(world: FaultWorld, name: Name): Promise<void> {
  await world.server(name).kill();
  await world.server(name).start();
}

interface Tally {
  readonly counts: Map<Kind, number>;
  readonly failures: string[];
  faults: number;
  acknowledged: number;
  rebuilt: number;
}

test.runIf(FAULTS > 0)(
  'what was acknowledged is never lost, and only one master acknowledges',
  async ({ annotate }) => {
    const prng = new Prng(SEED);
    const tally: Tally = { counts: new Map(), failures: [], faults: 0, acknowledged: 0, rebuilt: 0 };
    const startedAt = Date.now();
    const untilMs = startedAt + MINUTES * 60_000;
    let whyNoRooms = '';
    // What a fault broke for good would spoil those after it: they get servers of their own.
    while (tally.faults < FAULTS && tally.failures.length < MAX_FAILURES && Date.now() < untilMs) {
      const world = await FaultWorld.start(prng);
      ({ whyNoRooms } = world);
      try {
        await playIn(world, tally, untilMs);
      } catch (error) {
        tally.failures.push(error instanceof Error ? `${error.message}\n${String(error.cause)}` : String(error));
        say(tally.failures.at(-1) ?? '');
      } finally {
        tally.acknowledged += world.acknowledged.length;
        await world.stop();
      }
    }
    const counts = [...tally.counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
    const said =
      `${tally.faults} faults, seed ${SEED}, ${Math.round((Date.now() - startedAt) / 1_000)} s: ${counts}; ` +
      `${tally.acknowledged} acknowledged rows; ${tally.rebuilt} old masters filled anew; ${tally.failures.length} failures${whyNoRooms}`;
    say(said);
    await annotate(said);
    expect(tally.failures).toEqual([]);
  },
  START_MS + FAULTS * FAULT_MS,
);

/** Until one fails, or there have been enough; then all tables are the same. */
async function playIn(world: FaultWorld, tally: Tally, untilMs: number): Promise<void> {
  const kinds = kindsIn(world);
  while (tally.faults < FAULTS && Date.now() < untilMs) {
    await pause(WRITES_BETWEEN_MS);
    const kind = kinds[Math.floor(world.prng.next() * kinds.length)] ?? 'kill-master';
    tally.faults += 1;
    tally.counts.set(kind, (tally.counts.get(kind) ?? 0) + 1);
    const begunAt = Date.now();
    const master = await world.masterNow();
    const where = `fault ${tally.faults}, ${kind} of ${master}, seed ${SEED}`;
    await world.within(where, async () => {
      await FAULT_OF[kind](world, master);
      tally.rebuilt += await world.untilWhole();
      expect(await world.brokenPromises(begunAt)).toEqual([]);
    });
    say(`${where}: ${Date.now() - begunAt} ms`);
  }
  await world.endWriters();
  await world.within('tables at the end', () =>
    eventually(async () => expect(await world.differences()).toEqual([]), WHOLE_WITHIN_MS / 2),
  );
}

function kindsIn({ rooms }: FaultWorld): readonly Kind[] {
  const possible = rooms === null ? Object.keys(EVERYWHERE) : Object.keys(FAULT_OF);
  const isKind = (text: string): text is Kind => text in FAULT_OF;
  return possible.filter(isKind).filter((kind) => ONLY === null || ONLY.includes(kind));
}

/** At once: a run takes a quarter of an hour. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
