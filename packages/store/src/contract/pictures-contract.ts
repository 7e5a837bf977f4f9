import type { TopologyPicture } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { at, blog, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

function picture(what: Pick<TopologyPicture, 'cluster' | 'at'>, source = 'db-1'): TopologyPicture {
  return {
    clusterName: '商店',
    members: [
      { instance: instance('db-1'), source: null, version: '8.4.3' },
      { instance: instance('db-2'), source: instance(source), version: '' },
    ],
    ...what,
  };
}

export function describePictures(world: CurrentWorld): void {
  describe('pictures of topologies', () => {
    test('are read by cluster and time, and their times are listed, the newest first', async () => {
      const store = await world().open();
      expect(await store.pictures.times(null)).toEqual([]);
      await store.pictures.save([picture({ cluster: shop, at: at(1) }), picture({ cluster: blog, at: at(1) })]);
      await store.pictures.save([picture({ cluster: shop, at: at(2_000) }, 'db-3')]);
      expect(await store.pictures.times(null)).toEqual([at(2_000), at(1)]);
      expect(await store.pictures.times(blog)).toEqual([at(1)]);
      expect(await store.pictures.read(shop, at(2_000))).toEqual(picture({ cluster: shop, at: at(2_000) }, 'db-3'));
      expect(await store.pictures.read(shop, at(1))).toEqual(picture({ cluster: shop, at: at(1) }));
      expect(await store.pictures.read(blog, at(2_000))).toBeNull();
    });

    test('are there for the next process', async () => {
      const store = await world().open();
      await store.lease.acquire({ hostname: 'ada', processId: 1, url: '' });
      await store.pictures.save([picture({ cluster: shop, at: at(7) })]);
      await store.lease.release();
      const next = await world().open();
      expect(await next.pictures.read(shop, at(7))).toEqual(picture({ cluster: shop, at: at(7) }));
      await next.lease.acquire({ hostname: 'grace', processId: 2, url: '' });
      expect(await next.pictures.times(shop)).toEqual([at(7)]);
    });
  });
}
