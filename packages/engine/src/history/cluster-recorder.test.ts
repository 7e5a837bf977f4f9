import { asClusterId } from '@topiary/domain';
import type { Instant, TopologySnapshot } from '@topiary/domain';
import { id, topology, withChannel, withInstance } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import type { MemoryDisk } from '@topiary/store';
import { expect, test } from 'vitest';
import type { ClusterHistory } from '../ports/cluster-history.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { ClusterRecorder, MAX_WAITING_SNAPSHOTS, RECORD_AFTER_MS, STATES_EVERY_MS } from './cluster-recorder.ts';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
const c1 = asClusterId('c1');

interface World {
  readonly disk?: MemoryDisk;
  readonly pictures?: ClusterHistory['pictures'];
}

/** One process that may act from the beginning. */
function processOn(first: TopologySnapshot, { disk, pictures }: World = {}) {
  const clock = new VirtualClock(turn);
  const store = createMemoryStore(disk === undefined ? {} : { disk });
  const warnings: string[] = [];
  let snapshot = first;
  let acts = true;
  let findings: readonly { readonly code: string }[] = [];
  const recorder = new ClusterRecorder({
    clock,
    logger: { info: () => undefined, warn: (event) => void warnings.push(event), error: () => undefined },
    store: {
      write: (revision) => store.clusterHistory.write(revision),
      pictures: pictures ?? ((query) => store.clusterHistory.pictures(query)),
    },
    snapshot: () => snapshot,
    findings: () => ({
      of: () => ({ findings: findings.map(({ code }) => ({ instance: id('a'), code })) as never, nearMisses: [] }),
    }),
    mayWrite: () => acts,
  });
  recorder.start();
  /** Each is a millisecond later. */
  const show = (next: TopologySnapshot, what: 'structure' | 'data' = 'structure'): void => {
    snapshot = { ...next, asOf: (snapshot.asOf + 1) as Instant };
    const changed = [...next.clusters.keys()];
    recorder.changed({ structure: [], data: [], gone: [], [what]: changed });
  };
  const kept = async (): Promise<readonly string[]> => {
    const { items } = await store.clusterHistory.list({ cluster: c1, page: 0, pageSize: 200 });
    return items
      .toReversed()
      .map(({ kind, changes }) => [kind, ...changes.map((one) => `${one.code} ${one.instance}`)].join(' | '));
  };
  return {
    clock,
    store,
    recorder,
    warnings,
    show,
    kept,
    setActs: (value: boolean) => void (acts = value),
    setFindings: (...codes: readonly string[]) => void (findings = codes.map((code) => ({ code }))),
  };
}

const tree = topology('a > b, c');
const moved = topology('a > b > c');
const BEGUN = 'structure';
const MOVED = 'structure | source-changed c:3306 | role-changed b:3306';

test('every shape of a tree is kept once, with what changed', async () => {
  const { show, clock, kept } = processOn(tree);
  show(tree);
  show(moved);
  show(moved);
  show(tree);
  expect(await kept()).toEqual([]);
  await clock.advance(RECORD_AFTER_MS + 100);
  expect(await kept()).toEqual([BEGUN, MOVED, MOVED]);
});

test('what is told makes nobody wait: pictures are made later, of what was seen then', async () => {
  const { show, clock, store } = processOn(tree);
  show(tree);
  show(moved);
  show(topology('a; b > c'));
  await clock.advance(RECORD_AFTER_MS + 100);
  const [, second] = await store.clusterHistory.pictures({ cluster: c1, to: clock.now(), limit: 3 });
  expect(second?.picture.edges.map(({ replica, source }) => `${replica} < ${source}`)).toEqual([
    'b:3306 < a:3306',
    'c:3306 < b:3306',
  ]);
});

test('states are looked at now and then, and are told from the tree', async () => {
  const { show, clock, kept, setFindings, recorder } = processOn(tree);
  show(tree);
  await clock.advance(RECORD_AFTER_MS);
  const stopped = withInstance(tree, 'b', { observation: withChannel({ applier: 'stopped' }) });
  show(stopped, 'data');
  show(tree, 'data');
  show(stopped, 'data');
  await clock.advance(STATES_EVERY_MS + 100);
  expect(await kept()).toEqual([BEGUN, 'state | edge-changed b:3306']);
  setFindings('DeadMaster');
  recorder.stir([c1]);
  await clock.advance(STATES_EVERY_MS + 100);
  expect((await kept()).at(-1)).toBe('state | finding-began a:3306');
});

test('a restart records nothing twice, and what changed meanwhile as one change', async () => {
  const first = processOn(tree);
  first.show(tree);
  await first.clock.advance(RECORD_AFTER_MS);
  const { disk } = first.store;
  const second = processOn(tree, { disk });
  second.show(tree);
  await second.clock.advance(STATES_EVERY_MS);
  expect(await second.kept()).toEqual([BEGUN]);
  const third = processOn(moved, { disk });
  third.show(moved, 'data');
  await third.clock.advance(STATES_EVERY_MS + 100);
  expect(await third.kept()).toEqual([BEGUN, MOVED]);
});

test('nothing is recorded while a server was not asked yet, nor first while one is in doubt', async () => {
  const { show, clock, kept } = processOn(withInstance(tree, 'c', { health: 'unprobed' }));
  show(withInstance(tree, 'c', { health: 'suspect' }));
  await clock.advance(STATES_EVERY_MS);
  expect(await kept()).toEqual([]);
  show(withInstance(tree, 'c', { health: 'unreachable' }));
  await clock.advance(RECORD_AFTER_MS);
  expect(await kept()).toEqual([BEGUN]);
});

test('who does not act writes nothing, and goes on with what the other one wrote', async () => {
  const other = processOn(tree);
  other.show(tree);
  await other.clock.advance(RECORD_AFTER_MS);
  const { show, clock, kept, setActs } = processOn(tree, { disk: other.store.disk });
  setActs(false);
  show(moved);
  await clock.advance(RECORD_AFTER_MS);
  expect(await kept()).toEqual([BEGUN]);
  setActs(true);
  show(moved);
  await clock.advance(RECORD_AFTER_MS);
  expect(await kept()).toEqual([BEGUN, MOVED]);
});

test('a store that cannot be read is asked again, and said once', async () => {
  let fails = true;
  const answers = createMemoryStore();
  const { show, clock, kept, warnings } = processOn(tree, {
    pictures: (query) => (fails ? Promise.reject(new Error('busy')) : answers.clusterHistory.pictures(query)),
  });
  show(tree);
  await clock.advance(RECORD_AFTER_MS);
  expect(warnings).toEqual(['cluster-history-unread']);
  fails = false;
  await clock.advance(STATES_EVERY_MS);
  expect(await kept()).toEqual([BEGUN]);
});

test('what changes faster than it is recorded is bounded; how it stands at last is kept', async () => {
  const { show, clock, kept } = processOn(tree);
  for (let change = 0; change < 3 * MAX_WAITING_SNAPSHOTS; change += 1) show(change % 2 === 0 ? tree : moved);
  await clock.advance(STATES_EVERY_MS);
  const all = await kept();
  expect(all.length).toBeLessThanOrEqual(MAX_WAITING_SNAPSHOTS);
  expect(all.at(-1)).toBe(MOVED);
});
