import { describe, expect, test } from 'vitest';
import { at, instance } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

const dns = { name: 'dns', named: [instance('db-1')], gone: [{ instance: instance('db-2'), since: at(5) }] };

export function describeSourceMemory(world: CurrentWorld): void {
  describe('what sources named', () => {
    test('is there for the next process, one entry of a source, until it is forgotten', async () => {
      const first = await world().open();
      await first.sources.save({ ...dns, gone: [] });
      await first.sources.save({ name: 'inventory 商店', named: [], gone: [] });
      await first.sources.save(dns);
      // Without closing the first: what resolved is on the disk.
      const second = await world().open();
      expect(await second.sources.load()).toEqual([dns, { name: 'inventory 商店', named: [], gone: [] }]);
      await second.sources.forget('dns');
      await second.sources.forget('nobody');
      expect((await first.sources.load()).map(({ name }) => name)).toEqual(['inventory 商店']);
    });
  });
}
