/** The part of the contract on what runs on a server, and on ending it. */
import { asStepId, instanceIdOf, type KillProcessStep, type ServerProcess } from '@topiary/domain';
import type { Servers } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { contextFor, DEADLINE_MS, eventually, stepBase, type Subject } from './subject.ts';
import type { ContractAccount, ContractServer } from './world.ts';

const SECONDS = 20;
const MAX_GRANTS = 4;
const SLEEPS = `SELECT SLEEP(${SECONDS}) AS slept`;

async function listed(port: Servers, { address }: ContractServer, only: number | null = null) {
  const result = await port.listProcesses(address, { deadlineMs: DEADLINE_MS, only });
  if (result.kind === 'failed') throw new Error(result.failure.detail);
  return result.list;
}

function killing(server: ContractServer, { id }: ServerProcess): KillProcessStep {
  const whose = { user: '', host: '', database: '', statement: '' };
  return { ...stepBase(server), ...whose, id: asStepId('s1'), kind: 'kill-process', process: id, what: 'query' };
}

export function processesContract({ fleet, servers }: Subject): void {
  const sleeper = async (port: Servers, server: ContractServer): Promise<ServerProcess> => {
    let found: ServerProcess | undefined;
    await eventually(async () => {
      found = (await listed(port, server)).processes.find(({ statement }) => statement.includes(SLEEPS));
      expect(found).toBeDefined();
    });
    if (found === undefined) throw new Error('nothing sleeps');
    return found;
  };

  describe('what runs on a server', () => {
    test('is listed, and who it is is told apart', async () => {
      const [port, m, a] = [servers(), fleet().server('m'), fleet().server('a')];
      await port.observe(m.address, { deadlineMs: DEADLINE_MS });
      const onMaster = await listed(port, m);
      expect(onMaster).toMatchObject({ isCut: false, grant: null });
      const roles = ({ processes }: typeof onMaster) => new Set(processes.map(({ role }) => role));
      expect(roles(onMaster)).toContain('replication');
      // The one that watches, and the one that asks.
      expect(onMaster.processes.filter(({ role }) => role === 'topiary').length).toBeGreaterThanOrEqual(2);
      expect(roles(await listed(port, a))).toContain('replication');
    });

    test('is ended by its number, once, and a number that means nothing any more is said to', async () => {
      const [port, m] = [servers(), fleet().server('m')];
      const query = runs(m);
      const found = await sleeper(port, m);
      expect(found).toMatchObject({ role: 'client', user: fleet().modest.user });
      expect(await listed(port, m, found.id)).toMatchObject({ processes: [{ id: found.id }] });
      const context = await contextFor(port, m);
      await granted(port, m, found);
      expect(await query).toBeLessThan((SECONDS / 2) * 1_000);
      expect(await port.execute(killing(m, { ...found, id: 987_654_321 }), context)).toMatchObject({
        kind: 'unlike-plan',
        reason: { code: 'process-gone', params: { instance: instanceIdOf(m.address) } },
      });
    });

    test('is shown to an account without the privilege as far as it is its own, which is told what it lacks, and is ended by it when it has it', async () => {
      const [m, { bare }] = [fleet().server('m'), fleet()];
      const query = runs(m);
      const found = await sleeper(servers(), m);
      const port = servers({ account: bare });
      const list = await listed(port, m);
      expect(list.grant).toMatch(/^GRANT PROCESS ON \*\.\* TO 'bare'@'%'$/);
      expect(list.processes.every(({ user }) => user === bare.user)).toBe(true);
      const refused = await port.execute(killing(m, found), await contextFor(servers(), m));
      const grant = refused.kind === 'refused' ? (refused.grant ?? '') : refused.kind;
      expect(grant).toMatch(/^GRANT (SUPER|CONNECTION_ADMIN|CONNECTION ADMIN) ON \*\.\* TO 'bare'@'%'$/);
      await granted(servers({ account: bare }), m, found);
      expect(await query).toBeLessThan((SECONDS / 2) * 1_000);
    });

    test('of an account that only such accounts may end is ended once the privilege for that is there too', async ({
      skip,
    }) => {
      const { family, olderWords, modest } = fleet();
      skip(family !== 'mysql' || olderWords !== undefined, 'only MySQL from 8.0.16 on has such accounts');
      const m = fleet().server('m');
      const changes = (verb: string): readonly string[] => [`${verb} '${modest.user}'@'%'`];
      await m.administer(changes('GRANT SYSTEM_USER ON *.* TO'));
      try {
        const query = runs(m);
        const found = await sleeper(servers(), m);
        const needed = await grantedUntilEnded(m, found);
        expect(needed).toEqual(['CONNECTION_ADMIN', 'SYSTEM_USER']);
        expect(await query).toBeLessThan((SECONDS / 2) * 1_000);
      } finally {
        await m.administer(changes('REVOKE SYSTEM_USER ON *.* FROM'));
      }
    });
  });

  /** By the bare account; the privileges that it was told to lack, one after the other. */
  async function grantedUntilEnded(server: ContractServer, process: ServerProcess): Promise<readonly string[]> {
    const context = await contextFor(servers(), server);
    const needed: string[] = [];
    try {
      while (needed.length < MAX_GRANTS) {
        const end = await servers({ account: fleet().bare }).execute(killing(server, process), context);
        const privilege = end.kind === 'refused' ? /^GRANT (\w+) ON/.exec(end.grant ?? '')?.[1] : undefined;
        if (privilege === undefined) {
          expect(end).toEqual({ kind: 'done', results: {} });
          return needed;
        }
        needed.push(privilege);
        await server.administer([`GRANT ${privilege} ON *.* TO '${fleet().bare.user}'@'%'`]);
      }
      return needed;
    } finally {
      for (const privilege of needed)
        await server.administer([`REVOKE ${privilege} ON *.* FROM '${fleet().bare.user}'@'%'`]);
    }
  }

  /** As somebody else, on a connection of theirs; how long it took. */
  async function runs(server: ContractServer): Promise<number> {
    const theirs = servers({ account: fleet().modest });
    await theirs.observe(server.address, { deadlineMs: DEADLINE_MS });
    const startedMs = performance.now();
    await theirs.ask(server.address, [{ fact: 'region', sql: SLEEPS }], { deadlineMs: SECONDS * 1_000 });
    return performance.now() - startedMs;
  }

  /** Ends it, with the privilege that a refusal names where it is missing, for the time being. */
  async function granted(port: Servers, server: ContractServer, process: ServerProcess): Promise<void> {
    const context = await contextFor(servers(), server);
    const first = await port.execute(killing(server, process), context);
    const grant = first.kind === 'refused' ? first.grant : null;
    if (grant === null) return expect(first).toEqual({ kind: 'done', results: {} });
    await server.administer([grant]);
    try {
      const again = await servers(accountIn(grant)).execute(killing(server, process), context);
      expect(again).toEqual({ kind: 'done', results: {} });
    } finally {
      await server.administer([grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM ')]);
    }
  }

  /** Privileges are those of the moment of the connect. */
  function accountIn(grant: string): { readonly account?: ContractAccount } {
    const { bare } = fleet();
    return grant.includes(`'${bare.user}'@`) ? { account: bare } : {};
  }
}
