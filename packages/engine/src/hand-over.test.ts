import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { HAND_OVER_WAIT_MS } from './lease-keeper.ts';
import { SOMEBODY, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const a = id('a');
const b = id('b');
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const OTHER = { hostname: 'other', processId: 2, url: 'http://127.0.0.2:3000' };

/** The first acts, and the second waits on the same store. */
async function two(): Promise<{ readonly first: World; readonly second: World; readonly acted: () => string[] }> {
  const disk = new MemoryDisk();
  const store: Parameters<typeof startWorld>[0]['store'] = (clock) => createMemoryStore({ disk, clock });
  const first = await startWorld({ turn, store, topology: 'm > a, b' });
  const settings = { holder: OTHER };
  const second = await startWorld({ turn, store, topology: 'm > a, b', share: first, settings, idPrefix: 'other' });
  const acted: string[] = [];
  const note = (): void => {
    const acting = [first, second].map(({ engine }) => (engine.status().acting.kind === 'self' ? 'acts' : 'waits'));
    acted.push(acting.join(' '));
  };
  first.engine.onChange(note);
  second.engine.onChange(note);
  return { first, second, acted: () => acted };
}

const kindOf = ({ engine }: World): string => engine.status().acting.kind;

describe('handing over', () => {
  test('ends when the one that waited acts, and never have two acted', async () => {
    const { first, second, acted } = await two();
    expect(await first.clock.until(first.engine.handOver(SOMEBODY))).toEqual({ kind: 'handed-over', to: OTHER });
    await first.clock.advance(10_000);
    expect([kindOf(first), kindOf(second)]).toEqual(['other', 'self']);
    expect(acted()).toContain('waits waits');
    expect(acted()).not.toContain('acts acts');
    expect((await first.run(first.propose(moveA))).kind).toBe('not-the-actor');
    expect((await second.run(second.propose(moveA))).kind).toBe('started');
    const [entry] = (await second.engine.audit({ page: 0, pageSize: 50 })).items.filter(
      ({ action }) => action === 'hand-over',
    );
    expect(entry).toMatchObject({
      actor: SOMEBODY,
      summary: [{ params: { waiting: 'other (process 2, http://127.0.0.2:3000)' } }],
    });
  });

  test('comes back by the same way', async () => {
    const { first, second } = await two();
    await first.clock.until(first.engine.handOver(SOMEBODY));
    await first.clock.advance(10_000);
    expect(await first.clock.until(second.engine.handOver(SOMEBODY))).toMatchObject({ kind: 'handed-over' });
    await first.clock.advance(10_000);
    expect([kindOf(first), kindOf(second)]).toEqual(['self', 'other']);
    expect((await first.run(first.propose(moveA))).kind).toBe('started');
  });

  test('is refused while a plan runs, also one that is only being begun', async () => {
    const { first, second } = await two();
    const plan = first.propose(moveA);
    const confirming = first.engine.confirm(plan, SOMEBODY);
    await turn();
    expect(await first.clock.until(first.engine.handOver(SOMEBODY))).toEqual({ kind: 'plan-runs', plan, by: SOMEBODY });
    await first.clock.until(confirming);
    await first.clock.until(first.engine.whenFinished(plan));
    expect(first.servers.sourceOf(a)).toBe(b);
    await first.clock.advance(10);
    expect(await first.clock.until(first.engine.handOver(SOMEBODY))).toMatchObject({ kind: 'handed-over' });
    expect(kindOf(second)).toBe('self');
  });

  test('a plan that is confirmed meanwhile is not begun', async () => {
    const { first } = await two();
    const plan = first.propose(moveA);
    const handing = first.engine.handOver(SOMEBODY);
    await turn();
    const confirmed = await first.clock.until(first.engine.confirm(plan, SOMEBODY));
    expect(['not-the-actor', 'store-failing']).toContain(confirmed.kind);
    await first.clock.until(handing);
    expect(first.servers.executed).toEqual([]);
  });

  test('with nobody who waits changes nothing', async () => {
    const only = await startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a, b' });
    expect(await only.clock.until(only.engine.handOver(SOMEBODY))).toEqual({ kind: 'nobody-waits' });
    expect(only.engine.status().acting).toEqual({ kind: 'self', term: 1 });
  });

  test('to one that ended meanwhile comes back to who gave it', async () => {
    const { first, second } = await two();
    first.store.lease.waiting = () => Promise.resolve([OTHER]);
    await first.clock.until(second.engine.stop({ deadlineMs: 1_000 }));
    const handing = first.engine.handOver(SOMEBODY);
    await first.clock.advance(HAND_OVER_WAIT_MS + 2_000);
    expect(await handing).toEqual({ kind: 'taken-back' });
    expect(kindOf(first)).toBe('self');
    expect((await first.run(first.propose(moveA))).kind).toBe('started');
  });

  test('is for who acts', async () => {
    const { second } = await two();
    expect(await second.clock.until(second.engine.handOver(SOMEBODY))).toMatchObject({
      kind: 'not-acting',
      acting: { kind: 'other' },
    });
  });
});
