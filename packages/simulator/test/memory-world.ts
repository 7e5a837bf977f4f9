/** A store in memory for every world; its processes share one disk. */
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { StoreWorld } from '../src/topiary/store-view.ts';

export function memoryWorld(): StoreWorld {
  const disk = new MemoryDisk();
  return {
    open: (clock) => createMemoryStore({ disk, clock }),
    setTrouble: (isInTrouble) => {
      disk.trouble = isInTrouble ? 'store-full' : null;
    },
  };
}
