import type { ClusterId, Instant } from '@topiary/domain';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';
import { PICTURE_LOOK_MS } from './topology-pictures.ts';

const UNIT_MS = 5 * 60_000;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (disk: MemoryDisk, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ disk, clock }), topology: 'm > a, b; b > c', ...options });

const calm = { pollIntervalMs: UNIT_MS, pictureIntervalMs: 2 * UNIT_MS } as const;
const unitsOf = (times: readonly Instant[]): readonly number[] => {
  const first = times.at(-1) ?? 0;
  return times.map((at) => Math.floor((at - first) / UNIT_MS)).toReversed();
};

describe('a picture', () => {
  test('holds every cluster with who reads from whom, and is audited', async () => {
    const { engine, clock } = await start(new MemoryDisk());
    const taken = await clock.until(engine.pictures.take(SOMEBODY));
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    expect(taken.clusters).toBe(1);
    const [cluster] = [...engine.snapshot().clusters.keys()] as [ClusterId];
    const picture = await engine.pictures.read(cluster, taken.at);
    expect(picture?.members.map(({ instance, source }) => `${instance} < ${source}`)).toEqual([
      'a:3306 < m:3306',
      'b:3306 < m:3306',
      'c:3306 < b:3306',
      'm:3306 < null',
    ]);
    expect(picture?.members[0]?.version).toMatch(/^\d+\./);
    const { items } = await engine.audit({ page: 0, pageSize: 10 });
    expect(items.map(({ action }) => action)).toContain('snapshot-topologies');
  });

  test('is for who acts', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk);
    const second = await start(disk, { share: first, idPrefix: 'other' });
    expect(await first.clock.until(second.engine.pictures.take(SOMEBODY))).toEqual({ kind: 'not-the-actor' });
  });

  test('that cannot be written is said', async () => {
    const disk = new MemoryDisk();
    const { engine, clock } = await start(disk);
    disk.trouble = 'store-full';
    expect(await clock.until(engine.pictures.take(SOMEBODY))).toMatchObject({ kind: 'store-failing' });
  });
});

describe('at an interval', () => {
  test('one is taken, by the one that acts alone', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk, { settings: calm });
    const second = await start(disk, { settings: calm, share: first, idPrefix: 'other' });
    await first.clock.advance(5 * UNIT_MS);
    expect(unitsOf(await second.engine.pictures.times(null))).toEqual([0, 2, 4]);
  });

  test('that began before a restart, which begins no new one', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk, { settings: calm });
    await first.clock.advance(PICTURE_LOOK_MS + UNIT_MS);
    await first.clock.until(first.engine.stop({ deadlineMs: 1_000 }));
    const next = await start(disk, { settings: calm, share: first, idPrefix: 'next' });
    await next.clock.advance(UNIT_MS / 2);
    expect(await next.engine.pictures.times(null)).toHaveLength(1);
    await next.clock.advance(UNIT_MS);
    expect(unitsOf(await next.engine.pictures.times(null))).toEqual([0, 2]);
  });

  test('none is taken where none is wanted', async () => {
    const { engine, clock } = await start(new MemoryDisk(), { settings: { pollIntervalMs: UNIT_MS } });
    await clock.advance(5 * UNIT_MS);
    expect(await engine.pictures.times(null)).toEqual([]);
  });
});
