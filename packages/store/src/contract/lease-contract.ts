import { describe, expect, test } from 'vitest';
import { asPlanId } from '@topiary/domain';
import type { LeaseHolder } from '@topiary/engine';
import { stageStarted, started } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

const ada: LeaseHolder = { hostname: 'ada', processId: 11, url: 'http://ada:3000' };
const grace: LeaseHolder = { hostname: 'grace', processId: 22, url: 'http://grace:3000' };
const plan = asPlanId('plan-1');

export function describeLease(world: CurrentWorld): void {
  describe('lease', () => {
    test('who acquires first holds it, and the other learns who that is and since when', async () => {
      const [first, second] = [await world().open(), await world().open()];
      expect(await first.lease.acquire(ada)).toEqual({ kind: 'held', term: 1 });
      const other = { kind: 'held-by-other', holder: ada, since: expect.any(Number) as number };
      expect(await second.lease.acquire(grace)).toEqual(other);
      expect(await second.lease.check()).toEqual(other);
      expect(await first.lease.check()).toEqual({ kind: 'held', term: 1 });
    });

    test('acquiring what one holds changes nothing', async () => {
      const store = await world().open();
      await store.lease.acquire(ada);
      expect(await store.lease.acquire(ada)).toEqual({ kind: 'held', term: 1 });
    });

    test('the term grows with every acquisition, by whomever', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.lease.acquire(ada);
      await first.lease.release();
      expect(await second.lease.acquire(grace)).toEqual({ kind: 'held', term: 2 });
      await second.lease.release();
      expect(await first.lease.acquire(ada)).toEqual({ kind: 'held', term: 3 });
    });

    test('closing the store gives the lease back', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.lease.acquire(ada);
      await first.close();
      expect(await second.lease.acquire(grace)).toEqual({ kind: 'held', term: 2 });
    });

    test('who does not hold it, and nobody does, is told that it is lost', async () => {
      const store = await world().open();
      expect(await store.lease.check()).toEqual({ kind: 'lost' });
      await store.lease.acquire(ada);
      await store.lease.release();
      expect(await store.lease.check()).toEqual({ kind: 'lost' });
    });

    test('releasing what one does not hold takes it from nobody', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.lease.acquire(ada);
      await second.lease.release();
      expect(await first.lease.check()).toEqual({ kind: 'held', term: 1 });
      expect(await second.lease.acquire(grace)).toMatchObject({ kind: 'held-by-other' });
    });

    test('who tried in vain is known to wait where the store knows it, and not once it ended or got it', async () => {
      const [first, second, third] = [await world().open(), await world().open(), await world().open()];
      await first.lease.acquire(ada);
      await second.lease.acquire(grace);
      await third.lease.acquire({ ...grace, processId: 33 });
      const waiting = await first.lease.waiting();
      const expected = world().knowsWhoWaits === false ? [] : [22, 33];
      expect(new Set(waiting.map(({ processId }) => processId))).toEqual(new Set(expected));
      await third.close();
      await first.lease.release();
      await second.lease.acquire(grace);
      expect(await second.lease.waiting()).toEqual([]);
    });

    test('a former holder cannot write into a journal that its successor goes on with', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.lease.acquire(ada);
      await first.journal.append(plan, [started({ id: plan })]);
      await first.lease.release();
      await second.lease.acquire(grace);
      await expect(first.journal.append(plan, [stageStarted])).rejects.toMatchObject({
        code: 'store-lease-lost',
        data: { term: 2, ownTerm: 1 },
      });
      await second.journal.append(plan, [stageStarted]);
      expect(await second.journal.read(plan)).toEqual([started({ id: plan }), stageStarted]);
    });
  });
}
