import { asPlanId, message } from '@topiary/domain';
import type { ScheduledTakeover } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { at, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

function takeover(id: string, createdAt: number): ScheduledTakeover {
  return {
    id,
    intent: { kind: 'replace-master', master: instance('db-1'), successor: null, because: 'takeover', rejoins: true },
    cluster: shop,
    clusterName: '商店',
    from: at(10),
    until: at(20),
    createdAt: at(createdAt),
    actor: { user: 'li', address: '127.0.0.1', via: 'cli' },
    state: 'waiting',
    plan: null,
    endedAt: null,
    reasons: [],
  };
}

export function describeTakeovers(world: CurrentWorld): void {
  describe('scheduled takeovers', () => {
    test('are there for the next process as they were saved last, the newest first, until they are forgotten', async () => {
      const first = await world().open();
      await first.takeovers.save(takeover('one', 1));
      await first.takeovers.save(takeover('two', 2));
      const ended: ScheduledTakeover = {
        ...takeover('one', 1),
        state: 'missed',
        plan: asPlanId('p1'),
        endedAt: at(20),
        reasons: [message('nothing-in-the-way', { instance: instance('db-1') })],
      };
      await first.takeovers.save(ended);
      // Without closing the first: what resolved is on the disk.
      const second = await world().open();
      expect(await second.takeovers.load()).toEqual([takeover('two', 2), ended]);
      await second.takeovers.forget('two');
      await second.takeovers.forget('nobody');
      expect((await first.takeovers.load()).map(({ id }) => id)).toEqual(['one']);
    });
  });
}
