import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '@topiary/domain';
import type { Registration } from '@topiary/domain';
import { at, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

const [one, two] = [instance('db-1'), instance('db-2')];
const holder = { hostname: 'ada', processId: 1, url: 'http://ada:3000' };

const tag = (name: string, value: string): Registration => ({
  kind: 'tag',
  instance: one,
  name,
  value,
  at: at(0),
  expiresAt: null,
});

/** As long as an id can be: 253 characters of host, a colon, five digits. */
const LONG_NAMED = instanceIdOf({ host: 'h'.repeat(253), port: 65_535 });

const EVERY_KIND: readonly Registration[] = [
  { kind: 'downtime', instance: one, owner: 'jo', reason: 'Ünïcode 商店', at: at(0), expiresAt: at(9) },
  { kind: 'maintenance', id: 2 ** 40, instance: one, owner: 'jo', reason: '"\'\\', at: at(0), expiresAt: at(9) },
  { kind: 'promotion-rule', instance: one, rule: 'prefer_not', at: at(0), expiresAt: null },
  { kind: 'promotion-rule', instance: two, rule: 'prefer', at: at(0), expiresAt: at(1) },
  { kind: 'own-writes', instance: one, owner: 'jo', reason: '本地报表', at: at(0), expiresAt: at(9) },
  { kind: 'own-writes', instance: two, owner: 'jo', reason: 'reports', at: at(0), expiresAt: null },
  tag('canary', ''),
  tag('role', 'backup'),
  { kind: 'pool', instance: one, pool: 'readers', at: at(0), expiresAt: at(9) },
  { kind: 'pool', instance: two, pool: 'readers', at: at(0), expiresAt: null },
  { kind: 'cluster-alias', cluster: shop, alias: '商店', at: at(0), expiresAt: null },
  {
    kind: 'detection-profile',
    cluster: shop,
    profile: { kind: 'grace', graceMs: 30_000 },
    reason: '重启较快',
    by: 'jo',
    at: at(0),
    expiresAt: null,
  },
  {
    kind: 'forgotten',
    instance: two,
    server: one,
    why: 'asked',
    by: 'jo',
    wasReplicating: true,
    at: at(0),
    expiresAt: at(9),
  },
  { kind: 'virtual-name', instance: one, host: 'writer', at: at(0), expiresAt: null },
  { kind: 'same-server', instance: two, kept: one, by: 'jo', at: at(0), expiresAt: null },
  { kind: 'different-servers', instance: one, other: LONG_NAMED, by: 'jo', at: at(0), expiresAt: null },
];

const inAnyOrder = (registrations: readonly Registration[]) =>
  registrations.map((registration) => JSON.stringify(registration)).toSorted();

export function describeRegistrations(world: CurrentWorld): void {
  describe('registrations', () => {
    test('of every kind are there for the next process, whatever becomes of this one', async () => {
      const first = await world().open();
      await first.registrations.write({ put: EVERY_KIND, remove: [] });
      // Without closing the first: what resolved is on the disk.
      const second = await world().open();
      expect(inAnyOrder((await second.registrations.load()).registrations)).toEqual(inAnyOrder(EVERY_KIND));
    });

    test('a later one with the same key replaces the earlier one, and only that', async () => {
      const store = await world().open();
      await store.registrations.write({ put: [tag('role', 'backup'), tag('canary', '')], remove: [] });
      await store.registrations.write({ put: [tag('role', 'primary')], remove: [] });
      expect(inAnyOrder((await store.registrations.load()).registrations)).toEqual(
        inAnyOrder([tag('canary', ''), tag('role', 'primary')]),
      );
    });

    test('change a number that is the same for every process, and loading says for which number it is true', async () => {
      const [writer, reader] = [await world().open(), await world().open()];
      const [first, before] = [await reader.registrations.load(), await reader.registrations.revision()];
      expect(first).toEqual({ revision: before, registrations: [] });
      await writer.registrations.write({ put: [tag('role', 'backup')], remove: [] });
      const put = await reader.registrations.revision();
      await writer.registrations.write({ put: [], remove: [{ kind: 'tag', subject: one, name: 'role' }] });
      const removed = await reader.registrations.revision();
      expect(new Set([before, put, removed]).size).toBe(3);
      expect((await writer.registrations.load()).revision).toBe(removed);
    });

    test('what is removed is gone, and removing what is not there is nothing', async () => {
      const store = await world().open();
      await store.registrations.write({ put: EVERY_KIND, remove: [] });
      await store.registrations.write({
        put: [tag('new', '')],
        remove: [
          { kind: 'tag', subject: one, name: 'role' },
          { kind: 'cluster-alias', subject: shop, name: '' },
          { kind: 'tag', subject: two, name: 'role' },
        ],
      });
      const left = EVERY_KIND.filter(
        (known) => known.kind !== 'cluster-alias' && !(known.kind === 'tag' && known.name === 'role'),
      );
      expect(inAnyOrder((await store.registrations.load()).registrations)).toEqual(
        inAnyOrder([...left, tag('new', '')]),
      );
    });

    test('a pool of a thousand is written in one go', async () => {
      const store = await world().open();
      const put = Array.from({ length: 1_000 }, (_, index): Registration => ({
        kind: 'pool',
        instance: instance(`db-${index}`),
        pool: 'readers',
        at: at(0),
        expiresAt: null,
      }));
      await store.registrations.write({ put, remove: [] });
      expect((await store.registrations.load()).registrations).toHaveLength(1_000);
    });

    test('a former holder of the lease writes nothing after another took over', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.lease.acquire(holder);
      await first.lease.release();
      await second.lease.acquire({ ...holder, hostname: 'grace' });
      await expect(first.registrations.write({ put: [tag('late', '')], remove: [] })).rejects.toMatchObject({
        code: 'store-lease-lost',
      });
      expect((await second.registrations.load()).registrations).toEqual([]);
    });
  });
}
