/** The part of the contract on all settings of a server. */
import { compareSettings } from '@topiary/domain';
import type { Settings } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { DEADLINE_MS, type Subject } from './subject.ts';
import type { ContractServer } from './world.ts';

export function settingsContract({ fleet, servers }: Subject): void {
  /** By an account that has no privilege at all. */
  const read = async ({ address }: ContractServer): Promise<Settings> => {
    const result = await servers({ account: fleet().bare }).readSettings(address, { deadlineMs: DEADLINE_MS });
    if (result.kind === 'failed') throw new Error(result.failure.detail);
    return result.settings;
  };

  describe('all settings of a server', () => {
    test('are read by any account, and those of two servers differ by nature only, until somebody sets one', async ({
      skip,
    }) => {
      skip(!fleet().hasTables, 'fakes have no settings but those that probes ask for');
      const [b, c] = [fleet().server('b'), fleet().server('c')];
      const [here, there] = [await read(b), await read(c)];
      expect(Object.keys(here).length).toBeGreaterThan(300);
      expect(here['server_id']).not.toBe(there['server_id']);
      const notExpected = compareSettings(here, there).differences.filter(({ isExpected }) => !isExpected);
      expect(notExpected).toEqual([]);
      await c.sql('SET GLOBAL max_connect_errors = 123456');
      try {
        const { differences } = compareSettings(here, await read(c));
        expect(differences[0]).toMatchObject({ name: 'max_connect_errors', there: '123456', isExpected: false });
      } finally {
        await c.sql(`SET GLOBAL max_connect_errors = ${there['max_connect_errors']}`);
      }
    });
  });
}
