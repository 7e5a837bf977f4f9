/** The part of the contract on how a server is set up, and what it starts with. */
import type { ServerStanding, StartVariable } from '@topiary/domain';
import { instanceIdOf, START_VARIABLES, writableAtStart } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { DEADLINE_MS, eventually, type Subject } from './subject.ts';
import type { ContractServer } from './world.ts';

export function standingContract({ fleet, servers }: Subject): void {
  const read = async ({ address }: ContractServer): Promise<ServerStanding> => {
    const asked = { deadlineMs: DEADLINE_MS, variables: START_VARIABLES };
    const result = await servers({ account: fleet().modest }).readStanding(address, asked);
    if (result.kind === 'failed') throw new Error(result.failure.detail);
    return result.standing;
  };
  const originOf = async (server: ContractServer, name: StartVariable) => (await read(server)).sources[name]?.origin;
  const noteOf = async (server: ContractServer) =>
    writableAtStart(instanceIdOf(server.address), await read(server))?.why.code ?? null;

  describe('who may write when a server starts', () => {
    test('is told with where that is written, as far as it can be known', async ({ skip }) => {
      const { family, olderWords, hasTables } = fleet();
      // Fakes have no configuration, and MySQL 5.7 does not tell.
      skip(!hasTables || olderWords === 'mysql-5.7');
      const y = fleet().server('y');
      await y.kill();
      await y.start();
      const given = family === 'mariadb' ? 'read_only' : 'super_read_only';
      await eventually(async () => expect(await originOf(y, given)).toBe('command-line'));
      if (family === 'mysql') expect(await originOf(y, 'read_only')).toBe('default');
      const [{ closed } = { closed: 'unknown' }] = await y.sql('SELECT @@global.read_only AS closed');
      expect((await noteOf(y)) === null).toBe(String(closed) === '1');
      await y.sql('SET GLOBAL read_only = 1');
      expect(await originOf(y, 'read_only')).toBe('runtime');
      await y.sql('SET GLOBAL read_only = 0');
      expect(await noteOf(y)).toBeNull();
      if (family === 'mariadb') return;
      await y.sql('SET PERSIST super_read_only = 0');
      await y.sql('SET PERSIST read_only = 0');
      expect(await noteOf(y)).toBe('writable-at-start-persisted');
      await y.sql('SET PERSIST read_only = 1');
      expect(await noteOf(y)).toBeNull();
      await y.sql('RESET PERSIST');
      await y.sql('SET GLOBAL read_only = 0');
    });
  });
}
