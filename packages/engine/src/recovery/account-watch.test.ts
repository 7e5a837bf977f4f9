import type { InstanceId, SeenAccounts } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { id, topology, withChannel } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { AccountWatch, ROUND_MS } from './account-watch.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const NOBODY: SeenAccounts = { kind: 'read', accounts: [] };
const INTERVAL_MS = 60_000;

function watched(answer: (one: InstanceId) => SeenAccounts = () => NOBODY) {
  const clock = new VirtualClock(turn);
  const asked: string[] = [];
  const user = (name: string) => ({ change: withChannel({ user: name }) });
  const snapshot = topology('m > a, b; n > c', { servers: { a: user('of-a'), b: user('of-b'), c: user('of-c') } });
  const watch = new AccountWatch({
    clock,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    servers: {
      readAccounts: (address, { users }) => {
        asked.push(`${instanceIdOf(address)} ${users.join(' ')}`);
        return Promise.resolve(answer(instanceIdOf(address)));
      },
    },
    settings: { intervalMs: INTERVAL_MS },
    snapshot: () => snapshot,
  });
  watch.start();
  return { clock, asked, watch };
}

describe('accounts of those who may take the place of a master', () => {
  test('are looked at once in an interval, for the names of the others; one that is alone is not asked', async () => {
    const { clock, asked, watch } = watched();
    await clock.advance(ROUND_MS * 3);
    expect(asked).toEqual([`${id('a')} of-b`, `${id('b')} of-a`]);
    await clock.advance(INTERVAL_MS);
    expect(asked).toHaveLength(4);
    expect(watch.last.get(id('a'))).toMatchObject({ users: ['of-b'], seen: NOBODY });
    watch.stop();
  });

  test('are as they were seen last where one does not answer', async () => {
    let answers = true;
    const { clock, watch } = watched(() => (answers ? NOBODY : { kind: 'failed', grant: null }));
    await clock.advance(ROUND_MS);
    answers = false;
    await clock.advance(INTERVAL_MS * 2);
    expect(watch.last.get(id('a'))?.seen).toEqual(NOBODY);
    watch.stop();
  });
});
