/** The part of the contract on accounts that may not do everything. */
import { describe, expect, test } from 'vitest';
import type { Observation, Step } from '@topiary/domain';
import { channelOf, contextFor, DEADLINE_MS, stepBase, type Subject } from './subject.ts';
import type { ContractAccount, ContractServer } from './world.ts';

/** One failure names one grant; an observation names all that are left. */
const MAX_ROUNDS = 8;

/** Grants what the port asks for until it asks for nothing; gives the grants. */
export async function grantUntilReadable(
  servers: Subject['servers'],
  server: ContractServer,
  account: ContractAccount,
): Promise<readonly string[]> {
  const granted: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = await servers({ account }).observe(server.address, { deadlineMs: DEADLINE_MS });
    const missing =
      result.kind === 'failed' ? [result.failure.grant] : result.observation.unreadable.map((fact) => fact.grant);
    if (missing.length === 0) return granted;
    const grants = missing.filter((grant) => grant !== null);
    expect(grants, JSON.stringify(result)).toHaveLength(missing.length);
    await server.administer(grants);
    granted.push(...grants);
  }
  throw new Error(`still unreadable after ${granted.join('; ')}`);
}

/** Grants what is needed for an observation at all, and nothing else. */
async function readableTo(
  servers: Subject['servers'],
  server: ContractServer,
  account: ContractAccount,
): Promise<Observation> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = await servers({ account }).observe(server.address, { deadlineMs: DEADLINE_MS });
    if (result.kind === 'observed') return result.observation;
    await server.administer([result.failure.grant ?? '']);
  }
  throw new Error('there is no observation after all that was granted');
}

export function grantingContract({ fleet, servers }: Subject): void {
  describe('missing grants', () => {
    test('of the account that orchestrator had are named, and suffice', async () => {
      const granted = await grantUntilReadable(servers, fleet().server('a'), fleet().modest);
      expect(granted.every((grant) => grant.startsWith('GRANT '))).toBe(true);
    });

    test('of an account that may nothing are named one after the other, and suffice', async () => {
      const granted = await grantUntilReadable(servers, fleet().server('m'), fleet().bare);
      expect(granted.some((grant) => grant.includes('PROCESS'))).toBe(true);
      expect(granted.length).toBeGreaterThanOrEqual(3);
    });

    test('are noticed where the server gives no error and a shorter list', async () => {
      const c = fleet().server('c');
      const { bare } = fleet();
      await grantUntilReadable(servers, c, bare);
      await c.administer([`REVOKE PROCESS ON *.* FROM '${bare.user}'@'%'`]);
      const result = await servers({ account: bare }).observe(c.address, { deadlineMs: DEADLINE_MS });
      expect(result).toMatchObject({ kind: 'observed', observation: { unreadable: [{ fact: 'process-list' }] } });
    });

    test('to act are known before anything is tried', async () => {
      const { bare, modest } = fleet();
      const y = fleet().server('y');
      for (const account of [modest, bare]) {
        const { channels, unreadable } = await readableTo(servers, y, account);
        const control = unreadable.find(({ fact }) => fact === 'replication-control');
        const [channel] = channels;
        const before = { receiver: channel?.receiver ?? 'stopped', applier: channel?.applier ?? 'stopped' };
        const step: Step = { ...stepBase(y), kind: 'start-replication', channel: '', before };
        const context = await contextFor(servers(), y);
        const done = await servers({ account }).execute(step, context);
        expect(done.kind, account.user).toBe(control === undefined ? 'done' : 'refused');
        if (done.kind === 'refused') expect(done.grant).toBe(control?.grant);
        if (account === bare) expect(control).toBeDefined();
      }
    });

    test('to act are named with the refusal, and suffice', async () => {
      const b = fleet().server('b');
      const { bare } = fleet();
      const channel = await channelOf(servers(), b);
      const step: Step = {
        ...stepBase(b),
        kind: 'start-replication',
        channel: '',
        before: { receiver: channel.receiver, applier: channel.applier },
      };
      const context = await contextFor(servers(), b);
      const refused = await servers({ account: bare }).execute(step, context);
      expect(refused).toMatchObject({
        kind: 'refused',
        errorNumber: 1227,
        grant: expect.stringMatching(/^GRANT .* TO /) as string,
      });
      await b.administer(refused.kind === 'refused' && refused.grant !== null ? [refused.grant] : []);
      expect((await servers({ account: bare }).execute(step, context)).kind).toBe('done');
    });
  });
}
