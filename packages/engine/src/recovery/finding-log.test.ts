import { analysisContext } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import { topology, withChannel, withInstance } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import type { MemoryDisk } from '@topiary/store';
import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { CurrentFindings } from './current-findings.ts';
import { FindingLog, READ_AGAIN_MS } from './finding-log.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** One process: it may act from the beginning. */
function processOn(first: TopologySnapshot, disk?: MemoryDisk) {
  const clock = new VirtualClock(turn);
  const store = createMemoryStore(disk === undefined ? {} : { disk });
  let snapshot = first;
  let acts = true;
  const findings: CurrentFindings = new CurrentFindings({
    clock,
    snapshot: () => snapshot,
    context: () => analysisContext(),
    onChange: (clusters) => log.changed(clusters),
    onLooked: (clusters) => log.looked(clusters),
  });
  const log: FindingLog = new FindingLog({
    clock,
    logger,
    store: store.findingChanges,
    snapshot: () => snapshot,
    findings: () => findings,
    mayWrite: () => acts,
  });
  const show = async (next: TopologySnapshot) => {
    snapshot = next;
    findings.look(next.clusters.keys());
    await turn();
  };
  const kept = async () => {
    const { items } = await log.list({ page: 0, pageSize: 50 });
    return items.toReversed().map(({ instance, code, change, verdict }) => `${instance} ${code} ${change}: ${verdict}`);
  };
  return { clock, store, log, show, kept, setActs: (value: boolean) => void (acts = value) };
}

const healthy = topology('m > a, b');
const dead = ['a', 'b'].reduce(
  (of, name) => withInstance(of, name, { observation: withChannel({ receiver: 'connecting' }) }),
  withInstance(healthy, 'm', { health: 'unreachable' }),
);

test('what began and ended is kept, with what the server is called from then on', async () => {
  const { show, kept } = processOn(healthy);
  await show(healthy);
  await show(dead);
  const begun = await kept();
  expect(begun).toContain('m:3306 DeadMaster began: DeadMaster');
  await show({ ...dead, asOf: (dead.asOf + 5_000) as typeof dead.asOf });
  expect(await kept()).toEqual(begun);
  await show(healthy);
  expect((await kept()).filter((line) => line.startsWith('m:3306 DeadMaster'))).toEqual([
    'm:3306 DeadMaster began: DeadMaster',
    'm:3306 DeadMaster ended: NoProblem',
  ]);
});

test('a restart ends nothing that still holds, and begins it not anew', async () => {
  const before = processOn(healthy);
  await before.show(healthy);
  await before.show(dead);
  const begun = await before.kept();
  before.store.crash();
  const unprobed = ['m', 'a', 'b'].reduce((of, name) => withInstance(of, name, { health: 'unprobed' }), healthy);
  const after = processOn(unprobed, before.store.disk);
  await after.show(unprobed);
  await after.show(dead);
  expect(await after.kept()).toEqual(begun);
});

test('what ended while nobody looked has ended once all were asked', async () => {
  const before = processOn(healthy);
  await before.show(healthy);
  await before.show(dead);
  before.store.crash();
  const unprobed = ['m', 'a', 'b'].reduce((of, name) => withInstance(of, name, { health: 'unprobed' }), healthy);
  const after = processOn(unprobed, before.store.disk);
  await after.show(unprobed);
  expect((await after.kept()).some((line) => line.includes('ended'))).toBe(false);
  await after.show(healthy);
  await after.clock.advance(READ_AGAIN_MS);
  expect(await after.kept()).toContain('m:3306 DeadMaster ended: NoProblem');
});

test('who does not act keeps nothing, and goes on from what the other one kept', async () => {
  const acting = processOn(healthy);
  const other = processOn(healthy, acting.store.disk);
  other.setActs(false);
  for (const one of [acting, other]) await one.show(healthy);
  for (const one of [acting, other]) await one.show(dead);
  const begun = await acting.kept();
  expect(begun.filter((line) => line.startsWith('m:3306 DeadMaster'))).toHaveLength(1);
  acting.setActs(false);
  other.setActs(true);
  await other.show({ ...dead, asOf: (dead.asOf + 5_000) as typeof dead.asOf });
  await other.clock.advance(READ_AGAIN_MS);
  expect(await other.kept()).toEqual(begun);
});
