import { message } from '@topiary/domain';
import type { NewFindingChange } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { at, blog, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

function change(what: Partial<NewFindingChange> & Pick<NewFindingChange, 'change' | 'at'>): NewFindingChange {
  return {
    cluster: shop,
    clusterName: '商店',
    instance: instance('db-1'),
    code: 'DeadMaster',
    kind: 'failure',
    severity: 'critical',
    outrankedBy: null,
    skipped: null,
    summary: message('nothing-in-the-way', { instance: instance('db-1') }),
    verdict: what.change === 'ended' ? 'NoProblem' : 'DeadMaster',
    ...what,
  };
}

const PAGE = { page: 0, pageSize: 20 };

export function describeFindingChanges(world: CurrentWorld): void {
  describe('changes of findings', () => {
    test('are listed by what is asked for, the newest first, and those that have not ended are known to the next process', async () => {
      const store = await world().open();
      store.findingChanges.write([
        change({ change: 'began', at: at(1) }),
        change({
          change: 'began',
          at: at(1),
          cluster: blog,
          code: 'NoLoggingReplicasStructureWarning',
          kind: 'structure',
        }),
      ]);
      store.findingChanges.write([
        change({ change: 'changed', at: at(2), skipped: 'downtimed' }),
        change({
          change: 'began',
          at: at(3),
          instance: instance('db-2'),
          code: 'UnreachableMaster',
          severity: 'warning',
        }),
        change({
          change: 'ended',
          at: at(4),
          cluster: blog,
          code: 'NoLoggingReplicasStructureWarning',
          kind: 'structure',
        }),
      ]);
      const timesOf = async (query: object): Promise<readonly number[]> =>
        (await store.findingChanges.list({ ...PAGE, ...query })).items.map((one) => one.at - at(0));
      expect(await timesOf({})).toEqual([4, 3, 2, 1, 1]);
      expect(await timesOf({ cluster: blog })).toEqual([4, 1]);
      expect(await timesOf({ instance: instance('db-2') })).toEqual([3]);
      expect(await timesOf({ kind: 'failure', change: 'began' })).toEqual([3, 1]);
      expect(await timesOf({ code: 'DeadMaster', from: at(2), to: at(3) })).toEqual([2]);
      expect((await store.findingChanges.list({ page: 1, pageSize: 2 })).total).toBe(5);
      expect((await store.findingChanges.verdicts()).map((one) => [one.instance, one.at - at(0), one.verdict])).toEqual(
        [
          ['db-1:3306', 1, 'DeadMaster'],
          ['db-1:3306', 1, 'DeadMaster'],
          ['db-1:3306', 2, 'DeadMaster'],
          ['db-2:3306', 3, 'DeadMaster'],
          ['db-1:3306', 4, 'NoProblem'],
        ],
      );
      const next = await world().open();
      expect(await next.findingChanges.open()).toEqual([
        { ...change({ change: 'changed', at: at(2), skipped: 'downtimed' }), id: 3 },
        expect.objectContaining({ code: 'UnreachableMaster', severity: 'warning', id: 4 }),
      ]);
    });
  });
}
