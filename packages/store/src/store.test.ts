import { MemoryDisk } from './memory/memory-disk.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { describeStoreContract } from './contract/store-contract.ts';
import { createSqliteWorld } from './contract/test-world.ts';

describeStoreContract('SQLite', createSqliteWorld);

describeStoreContract('memory', async () => {
  const disk = new MemoryDisk();
  return { open: async () => createMemoryStore({ disk }), dispose: async () => undefined };
});
