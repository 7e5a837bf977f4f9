/**
 * What a person does when the master dies and nothing repairs that by itself: a replica is made the master. Then either the old one
 * comes back and all of it is undone, or clients write to the new one and the old one goes below it.
 */
import type { Client, InstanceId } from '@topiary/contract';
import type { SandboxServer } from '@topiary/sandbox';
import { carryOut, offered, operationsOf, pick, rejoin, unlessRefused } from './random-operations.ts';
import type { Deed, Person } from './random-operations.ts';
import { eventually } from './topiary-process.ts';

const UNDO_SHARE = 0.5;
/** For a replica to have all that was written, with a delay that somebody set. */
const EQUAL_WITHIN_MS = 15_000;
/** For Topiary to see that a server died, or is back. */
const SEEN_WITHIN_MS = 30_000;

export interface MasterStage {
  readonly person: Person;
  readonly serverOf: (id: InstanceId) => SandboxServer;
  /** Ends the writing, and begins it on another server. */
  readonly writing: { stop(): Promise<void>; startOn(id: InstanceId): void };
  /** The same for two servers that have the same rows. */
  readonly rowsOf: (server: SandboxServer) => Promise<unknown>;
}

/** None: no replica of the master has all that was written, so that some of it would be lost, which is not asked here. */
export async function replaceMaster(stage: MasterStage): Promise<readonly Deed[]> {
  const { person, writing, serverOf } = stage;
  const old = person.writer();
  await writing.stop();
  await followGtids(person);
  const ready = await equalReplicas(stage, old);
  const chosen = pick(person, ready);
  if (chosen === null) {
    writing.startOn(old);
    return [];
  }
  await serverOf(old).kill();
  await eventually(() => mayBeMaster(person, chosen), SEEN_WITHIN_MS);
  const made = await makeMaster(person, chosen);
  await serverOf(old).start();
  await eventually(() => isSeen(person.client, old), SEEN_WITHIN_MS);
  if (made.outcome === null) {
    await letWrite(stage, old);
    return [made];
  }
  const undone = person.random() < UNDO_SHARE && made.plan !== null ? await undo(person, made.plan) : null;
  if (undone?.outcome === 'done') {
    await letWrite(stage, old);
    return [made, undone];
  }
  writing.startOn(chosen);
  const deeds = undone === null ? [made] : [made, undone];
  // A co-master has a source already, and goes on from there.
  return (await hasSource(person.client, old)) ? deeds : [...deeds, await rejoin(person, old)];
}

/** Who follows files can go below no other master once its own is dead. */
async function followGtids(person: Person): Promise<void> {
  const failed = await offered(person, 'enable-gtid');
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
}

/** One that was a replica once starts read-only, by its own file. */
async function letWrite({ person, writing }: MasterStage, id: InstanceId): Promise<void> {
  const { operations } = await operationsOf(person, id);
  const writable = operations.find(({ name, allowed }) => name === 'set-writable' && allowed);
  if (writable !== undefined)
    await carryOut(person, `set-writable ${id}`, () => person.client.call('propose', { body: writable.request }));
  writing.startOn(id);
}

/** Those below it that replicate and have the same rows. */
async function equalReplicas({ person, serverOf, rowsOf }: MasterStage, master: InstanceId) {
  const replicas = (await edges(person.client))
    .filter(({ source, state }) => source === master && (state === 'replicating' || state === 'lagging'))
    .map(({ replica }) => replica);
  const wanted = JSON.stringify(await rowsOf(serverOf(master)));
  const equal = await Promise.all(
    [...new Set(replicas)].map(async (id) => {
      const isEqual = eventually(async () => {
        if (JSON.stringify(await rowsOf(serverOf(id))) !== wanted) throw new Error(`${id} has other rows`);
        return [id];
      }, EQUAL_WITHIN_MS);
      return isEqual.catch(() => []);
    }),
  );
  return equal.flat();
}

async function mayBeMaster(person: Person, id: InstanceId): Promise<void> {
  const { operations } = await operationsOf(person, id);
  const making = operations.find(({ name }) => name === 'make-master');
  if (making?.allowed !== true) throw new Error(`make-master ${id}: ${JSON.stringify(making?.reasons)}`);
}

function makeMaster(person: Person, replica: InstanceId): Promise<Deed> {
  const body = { kind: 'reshape', shape: { kind: 'make-master', replica } } as const;
  return carryOut(person, `make-master ${replica}`, () => person.client.call('propose', { body }));
}

/** Not without GTIDs: nobody knows where a place in the log of the old master is then. */
async function undo(person: Person, plan: string): Promise<Deed | null> {
  const proposed = await unlessRefused(() => person.client.call('undo', { params: { plan } }));
  if (proposed === null) return null;
  return carryOut(person, `undo ${plan}`, () => person.client.call('undo', { params: { plan } }));
}

async function isSeen(client: Client, id: InstanceId): Promise<void> {
  const views = await clusters(client);
  const node = views.flatMap(({ nodes }) => nodes).find((one) => one.id === id);
  if (node?.health !== 'ok') throw new Error(`${id} is ${node?.health ?? 'not known'}`);
}

async function hasSource(client: Client, id: InstanceId): Promise<boolean> {
  return (await edges(client)).some(({ replica }) => replica === id);
}

async function edges(client: Client) {
  return (await clusters(client)).flatMap((view) => view.edges);
}

async function clusters(client: Client) {
  const found = (await client.call('fleet', {})).clusters;
  return Promise.all(found.map(({ id }) => client.call('cluster', { params: { cluster: id } })));
}
