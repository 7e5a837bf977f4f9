import { NO_PSEUDO_GTID } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';
import { MARKER_INTERVAL_MS } from './marker-writer.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const AUTO = { ...NO_PSEUDO_GTID, auto: true };

function start(topology: string, { settings, ...options }: Partial<WorldOptions> = {}): Promise<World> {
  return startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology,
    topologyOptions: { gtid: false },
    settings: { pseudoGtid: AUTO, ...settings },
    ...options,
  });
}

const written = ({ servers }: World): readonly string[] => servers.markers.map(({ instance }) => instance);

describe('with AutoPseudoGTID', () => {
  test('the master of each cluster gets a marker every five seconds, each another and later than the last', async () => {
    const world = await start('m > a, b; x > y', { seeds: ['m', 'x'] });
    await world.clock.advance(3 * MARKER_INTERVAL_MS);
    expect(written(world)).toEqual([id('m'), id('x'), id('m'), id('x'), id('m'), id('x')]);
    const texts = world.servers.markers
      .filter(({ instance }) => instance === id('m'))
      .map(({ statement }) => statement);
    expect(texts[0]).toMatch(/^drop view if exists `_pseudo_gtid_`\.`_asc:[0-9a-f]{8}:00000001:[0-9a-f]{16}`$/);
    expect(texts.toSorted()).toEqual(texts);
    expect(new Set(texts).size).toBe(3);
  });

  test.each([
    ['whose replicas use GTIDs', 'm > a', { topologyOptions: { gtid: true } }],
    ['without replicas', 'm', {}],
    ['whose master is read-only', 'm > a', { topologyOptions: { gtid: false, servers: { m: { readOnly: true } } } }],
  ] as const)('a cluster %s gets none', async (_which, topology, options) => {
    const world = await start(topology, options);
    await world.clock.advance(3 * MARKER_INTERVAL_MS);
    expect(written(world)).toEqual([]);
  });

  test('a process that only observes writes none, and neither does one that was not asked to', async () => {
    const observing = await start('m > a', { settings: { observeOnlyReason: 'several nodes' } });
    const unasked = await start('m > a', { settings: { pseudoGtid: { ...AUTO, auto: false } } });
    for (const world of [observing, unasked]) {
      await world.clock.advance(3 * MARKER_INTERVAL_MS);
      expect(written(world)).toEqual([]);
    }
  });

  test('of two co-masters one gets them', async () => {
    const world = await start('m > n; n > m; n > a');
    await world.clock.advance(2 * MARKER_INTERVAL_MS);
    expect(new Set(written(world)).size).toBe(1);
  });

  test('a missing privilege is told once, with the GRANT, and once more when it is there', async () => {
    const world = await start('m > a');
    const grant = 'GRANT DROP ON `_pseudo_gtid_`.* TO `topiary`@`%`';
    const failure = { kind: 'missing-grant', code: '1142', detail: 'denied', grant, waitingFor: null } as const;
    world.servers.onMarker = () => ({ kind: 'failed', failure });
    await world.clock.advance(3 * MARKER_INTERVAL_MS);
    expect(world.engine.status().markerProblems).toMatchObject([
      { instance: id('m'), message: { code: 'pseudo-gtid-grant', params: { grant } } },
    ]);
    world.servers.onMarker = () => ({ kind: 'written' });
    await world.clock.advance(2 * MARKER_INTERVAL_MS);
    expect(world.engine.status().markerProblems).toEqual([]);
    const { items } = await world.engine.audit({ page: 0, pageSize: 10, action: 'pseudo-gtid' });
    expect(items.map(({ result, summary }) => [result, summary[0]?.code])).toEqual([
      ['ok', 'audit-pseudo-gtid-again'],
      ['failed', 'pseudo-gtid-grant'],
    ]);
  });

  test('nothing is written once the engine was stopped', async () => {
    const world = await start('m > a');
    await world.clock.until(world.engine.stop({ deadlineMs: 1_000 }));
    await world.clock.advance(3 * MARKER_INTERVAL_MS);
    expect(written(world)).toEqual([]);
  });
});
