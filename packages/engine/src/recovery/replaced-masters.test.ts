import { describe, expect, test } from 'vitest';
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { startWorld } from '../testing/engine-world.ts';
import { ReplacedMasters } from './replaced-masters.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [a, b, c] = [id('a'), id('b'), id('c')];
const PERSON = { user: 'jo', address: '127.0.0.1', via: 'api' } as const;
const unused = (): Promise<never> => Promise.reject(new Error('unused'));
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const master = { scope: 'master' } as const;

describe('masters that were replaced', () => {
  test('lead to the master that is there now, also where that one was replaced in its turn', () => {
    const told: (readonly InstanceId[])[] = [];
    const replaced = new ReplacedMasters({
      recoveries: { list: unused },
      journal: { list: unused, read: unused },
      logger,
      onChange: (all) => told.push([...all.keys()]),
    });
    replaced.ended({ ...master, instance: a, successor: b });
    replaced.ended({ ...master, instance: b, successor: c });
    expect([...replaced.all]).toEqual([
      [a, c],
      [b, c],
    ]);
    replaced.ended({ ...master, instance: c, successor: a });
    expect([...replaced.all]).toEqual([
      [b, a],
      [c, a],
    ]);
    replaced.ended({ ...master, instance: a, successor: null });
    replaced.ended({ scope: 'intermediate', instance: a, successor: b });
    replaced.settled(b);
    expect([...replaced.all]).toEqual([[c, a]]);
    expect(told).toEqual([[a], [a, b], [b, c], [c]]);
  });

  test('lead to the last one also where the one before it was passed over, which has been replaced as well', () => {
    const replaced = new ReplacedMasters({
      recoveries: { list: unused },
      journal: { list: unused, read: unused },
      logger,
      onChange: () => undefined,
    });
    replaced.ended({ ...master, instance: a, successor: b });
    replaced.ended({ ...master, instance: a, successor: c });
    expect([...replaced.all]).toEqual([
      [a, c],
      [b, c],
    ]);
  });

  test('are known again after a restart, by what the recoveries of before left', async () => {
    const disk = new MemoryDisk();
    const world = await startWorld({
      turn,
      store: (clock) => createMemoryStore({ disk, clock }),
      topology: 'a > b, c',
    });
    const cluster = [...world.engine.snapshot().clusters.keys()][0];
    if (cluster === undefined) throw new Error('no cluster');
    const begun = await world.engine.recoveries.begin({ code: 'DeadMaster', instance: a, cluster, forced: true });
    if (begun.kind !== 'registered') throw new Error(begun.kind);
    await begun.recovery.resolve({ successor: b, lost: [], errors: [] });
    const again = new ReplacedMasters({ ...world.store, logger, onChange: () => undefined });
    await again.load();
    expect([...again.all]).toEqual([[a, b]]);
    expect([...world.engine.snapshot().replaced]).toEqual([[a, b]]);
  });

  test('are not split from the cluster of the one in their place', async () => {
    const world = await startWorld({
      turn,
      store: (clock) => createMemoryStore({ clock }),
      topology: 'a; b > c',
      seeds: ['a', 'b'],
    });
    const cluster = world.engine.snapshot().instances.get(a)?.cluster;
    if (cluster === undefined) throw new Error('no cluster');
    const begun = await world.engine.recoveries.begin({ code: 'DeadMaster', instance: a, cluster, forced: true });
    if (begun.kind !== 'registered') throw new Error(begun.kind);
    await begun.recovery.resolve({ successor: b, lost: [], errors: [] });
    const { instances } = world.engine.snapshot();
    expect(instances.get(a)).toMatchObject({ role: 'replaced', cluster: instances.get(b)?.cluster });
    const split = { kind: 'split-cluster', instance: a } as const;
    expect(await world.clock.until(world.engine.placeCluster(split, PERSON))).toMatchObject({
      kind: 'refused',
      reason: { code: 'cluster-of-replaced' },
    });
  });
});
