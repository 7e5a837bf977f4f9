import { describe, expect, test } from 'vitest';
import type { CurrentWorld } from './store-world.ts';
import { at, blog, instance, knownCluster, knownInstance, shop } from './samples.ts';

export function describeInventory(world: CurrentWorld): void {
  describe('inventory', () => {
    test('a new store knows nothing', async () => {
      const store = await world().open();
      expect(await store.inventory.load()).toEqual({ instances: [], clusters: [] });
    });

    test('what was saved is loaded by the next process, sorted by id', async () => {
      const first = await world().open();
      const sources = [{ channel: 'naïve 渠道', source: { host: 'db-1', port: 3307 } }];
      const problem = { code: '1142', detail: 'denied', grant: 'GRANT SELECT ON `m`.`t` TO `u`@`%`' };
      const answers = {
        'cluster-alias': { kind: 'value', text: 'Läden 商店' },
        region: { kind: 'unknown', problem },
      } as const;
      first.inventory.saveInstance(knownInstance('db-2', { lastSeenAt: at(5), sources, answers }));
      first.inventory.saveInstance(knownInstance('db-1', { serverUuid: null, cluster: blog, failingSince: at(7) }));
      first.inventory.saveCluster(knownCluster(shop, { alias: 'Läden 商店', revision: 2 ** 40 }));
      await first.close();
      const second = await world().open();
      expect(await second.inventory.load()).toEqual({
        instances: [
          knownInstance('db-1', { serverUuid: null, cluster: blog, failingSince: at(7) }),
          knownInstance('db-2', { lastSeenAt: at(5), sources, answers }),
        ],
        clusters: [knownCluster(shop, { alias: 'Läden 商店', revision: 2 ** 40 })],
      });
    });

    test('a later save of the same key replaces the earlier one', async () => {
      const store = await world().open();
      store.inventory.saveInstance(knownInstance('db-1'));
      store.inventory.saveInstance(knownInstance('db-1', { lastSeenAt: at(1) }));
      store.inventory.saveCluster(knownCluster(shop));
      expect(await store.inventory.load()).toMatchObject({
        instances: [{ lastSeenAt: at(1) }],
        clusters: [{ revision: 1 }],
      });
      store.inventory.saveInstance(knownInstance('db-1', { lastSeenAt: at(2) }));
      store.inventory.saveCluster(knownCluster(shop, { revision: 2 }));
      expect(await store.inventory.load()).toMatchObject({
        instances: [{ lastSeenAt: at(2) }],
        clusters: [{ revision: 2 }],
      });
    });

    test('what is forgotten is gone, also when its save was still waiting', async () => {
      const store = await world().open();
      store.inventory.saveInstance(knownInstance('db-1'));
      store.inventory.saveCluster(knownCluster(shop));
      await store.inventory.load();
      store.inventory.saveInstance(knownInstance('db-2'));
      for (const host of ['db-1', 'db-2', 'never-seen']) store.inventory.forgetInstance(instance(host));
      store.inventory.forgetCluster(shop);
      expect(await store.inventory.load()).toEqual({ instances: [], clusters: [] });
    });

    test('what is saved after it was forgotten is there', async () => {
      const store = await world().open();
      store.inventory.forgetInstance(instance('db-1'));
      store.inventory.saveInstance(knownInstance('db-1'));
      expect((await store.inventory.load()).instances).toEqual([knownInstance('db-1')]);
    });

    test('a fleet of ten thousand servers comes back whole', async () => {
      const first = await world().open();
      for (let number = 0; number < 10_000; number += 1) first.inventory.saveInstance(knownInstance(`db-${number}`));
      await first.close();
      const second = await world().open();
      const { instances } = await second.inventory.load();
      expect(new Set(instances.map(({ id }) => id)).size).toBe(10_000);
    });
  });
}
