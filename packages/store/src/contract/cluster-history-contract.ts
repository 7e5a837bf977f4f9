import type { ClusterId, ClusterPicture } from '@topiary/domain';
import type { NewClusterRevision } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { at, blog, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

export function picture(cluster: ClusterId, revision: number): ClusterPicture {
  const server = {
    depth: 0,
    flavor: 'mysql',
    version: '8.4.9',
    alias: null,
    dataCenter: '北京',
    problems: [],
  } as const;
  return {
    cluster,
    name: '商店',
    alias: null,
    shape: 'tree',
    revision,
    masters: [instance('db-1')],
    servers: [
      { ...server, id: instance('db-1'), role: 'master', health: 'ok', writes: 'writable' },
      {
        ...server,
        id: instance('db-2'),
        role: 'replica',
        health: 'unreachable',
        writes: null,
        problems: [{ code: 'unreachable', severity: 'critical', params: { text: 'no route', seconds: 4 } }],
      },
    ],
    edges: [{ replica: instance('db-2'), channel: 'c1', source: instance('db-1'), state: 'unknown' }],
    groups: [
      { name: 'g', mode: 'single-primary', quorum: 'yes', members: [{ id: instance('db-1'), state: null, role: '' }] },
    ],
    findings: [{ instance: instance('db-1'), code: 'DeadMaster' }],
  };
}

export function clusterRevision(
  of: Partial<NewClusterRevision> & { readonly cluster?: ClusterId; readonly revision?: number } = {},
): NewClusterRevision {
  const { cluster = shop, revision = 1, ...rest } = of;
  return {
    at: at(revision),
    kind: 'structure',
    changes: [{ code: 'server-joined', instance: instance('db-2'), channel: null, from: null, to: 'replica' }],
    changeCount: 12,
    picture: picture(cluster, revision),
    ...rest,
  };
}

const PAGE = { page: 0, pageSize: 20 };

export function describeClusterHistory(world: CurrentWorld): void {
  describe('how clusters looked', () => {
    test('is listed by cluster, kind and time, the newest first, also by the next process', async () => {
      const store = await world().open();
      store.clusterHistory.write(clusterRevision({ revision: 1 }));
      store.clusterHistory.write(clusterRevision({ revision: 2, kind: 'state' }));
      store.clusterHistory.write(clusterRevision({ revision: 2, cluster: blog }));
      store.clusterHistory.write(clusterRevision({ revision: 3 }));
      const revisions = async (query: object): Promise<readonly number[]> =>
        (await store.clusterHistory.list({ cluster: shop, ...PAGE, ...query })).items.map(({ revision }) => revision);
      expect(await revisions({})).toEqual([3, 2, 1]);
      expect(await revisions({ cluster: blog })).toEqual([2]);
      expect(await revisions({ kind: 'structure' })).toEqual([3, 1]);
      expect(await revisions({ from: at(2), to: at(2) })).toEqual([2]);
      expect(await store.clusterHistory.list({ cluster: shop, page: 1, pageSize: 2 })).toMatchObject({ total: 3 });
      const next = await world().open();
      const { picture: _, ...listed } = clusterRevision({ revision: 3 });
      expect((await next.clusterHistory.list({ cluster: shop, page: 0, pageSize: 1 })).items).toEqual([
        { ...listed, id: 4, cluster: shop, clusterName: '商店', revision: 3 },
      ]);
    });

    test('is what was recorded last until a time, with what came before it', async () => {
      const store = await world().open();
      for (const revision of [1, 5, 9]) store.clusterHistory.write(clusterRevision({ revision }));
      const at7 = await store.clusterHistory.pictures({ cluster: shop, to: at(7), limit: 2 });
      expect(at7.map(({ picture: found }) => found)).toEqual([picture(shop, 5), picture(shop, 1)]);
      expect(await store.clusterHistory.pictures({ cluster: shop, from: at(2), to: at(9), limit: 9 })).toHaveLength(2);
      expect(await store.clusterHistory.pictures({ cluster: shop, to: at(0), limit: 1 })).toEqual([]);
      expect(await store.clusterHistory.span(shop)).toEqual({ first: at(1), last: at(9) });
      expect(await store.clusterHistory.span(blog)).toBeNull();
    });

    test('of one moment counts as what was written last', async () => {
      const store = await world().open();
      for (const revision of [1, 2]) store.clusterHistory.write(clusterRevision({ revision, at: at(4) }));
      const [newest] = await store.clusterHistory.pictures({ cluster: shop, to: at(4), limit: 1 });
      expect(newest?.revision).toBe(2);
    });
  });
}
