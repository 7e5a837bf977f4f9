/** What every `Store` promises. Each implementation runs this suite in its own test file. */
import { afterEach, beforeEach, describe } from 'vitest';
import { describeAudit } from './audit-contract.ts';
import { describeClusterHistory } from './cluster-history-contract.ts';
import { describeFindingChanges } from './finding-changes-contract.ts';
import { describeInventory } from './inventory-contract.ts';
import { describeJournal } from './journal-contract.ts';
import { describeLease } from './lease-contract.ts';
import { describePictures } from './pictures-contract.ts';
import { describeRecoveries } from './recoveries-contract.ts';
import { describeRegistrations } from './registrations-contract.ts';
import { describeSourceMemory } from './source-memory-contract.ts';
import { describeTakeovers } from './takeovers-contract.ts';
import type { StoreWorld } from './store-world.ts';

export function describeStoreContract(name: string, make: () => Promise<StoreWorld>): void {
  describe(`the store contract on ${name}`, () => {
    let world: StoreWorld | null = null;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(async () => {
      await world?.dispose();
      world = null;
    });
    const current = (): StoreWorld => {
      if (world === null) throw new Error('no test is running');
      return world;
    };
    describeInventory(current);
    describeJournal(current);
    describeAudit(current);
    describeLease(current);
    describeRegistrations(current);
    describeRecoveries(current);
    describeSourceMemory(current);
    describeTakeovers(current);
    describeFindingChanges(current);
    describePictures(current);
    describeClusterHistory(current);
  });
}
