/** Kills masters together, and says how long it takes until the event stream shows each of them red. */
import { actOnFake } from '../../src/index.ts';
import type { FakesProcess } from '../../src/index.ts';
import type { TopiaryProcess } from '../../test/topiary-process.ts';
import { nodesIn, watchClusters } from '../support/live-events.ts';
import type { LiveEvents } from '../support/live-events.ts';

const KILLED = 50;
const RED_WITHIN_MS = 30_000;

export interface Reddened {
  readonly killed: number;
  /** From its order to the event, of each that was seen; milliseconds. */
  readonly times: readonly number[];
}

export async function killMasters(topiary: TopiaryProcess, fakes: FakesProcess): Promise<Reddened> {
  const masters = fakes.summary.clusters.slice(0, KILLED).map(({ master }) => master);
  const { clusters } = await topiary.call('fleet', {});
  const subscribed = clusters.filter((cluster) => cluster.masters.some((master) => masters.includes(master)));
  const events = await watchClusters(
    topiary,
    subscribed.map(({ id }) => id),
  );
  const red = new Map<string, number>();
  const giveUp = setTimeout(() => void events.return(), RED_WITHIN_MS);
  const watching = noteRed(events, masters, red);
  // The orders are carried out one after the other: each server's own time begins with its own.
  const killedAt = new Map<string, number>();
  await Promise.all(
    masters.map(async (master) => {
      killedAt.set(master, performance.now());
      await actOnFake('kill', master);
    }),
  );
  await watching;
  clearTimeout(giveUp);
  const times = [...red].map(([master, at]) => at - (killedAt.get(master) ?? at));
  return { killed: masters.length, times };
}

async function noteRed(events: LiveEvents, masters: readonly string[], red: Map<string, number>): Promise<void> {
  for await (const event of events) {
    for (const { id, health } of nodesIn(event))
      if (health === 'unreachable' && masters.includes(id) && !red.has(id)) red.set(id, performance.now());
    if (red.size === masters.length) return;
  }
}
