import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { MAX_KEPT_USERS, userGroups } from './user-groups.ts';

const log: string[] = [];
const note = (event: string): void => void log.push(event);
const logger = { info: note, warn: note, error: note };

test('groups are those of the machine', async () => {
  const groupsOf = userGroups({ logger, monotonicMs: () => 0 });
  expect((await groupsOf(userInfo().username)).length).toBeGreaterThan(0);
  expect(await groupsOf('nobody-of-that-name')).toEqual([]);
  expect(log).toEqual(['http.groups-unknown']);
});

test('each user is asked for once a minute, and no more are remembered than a bound', async () => {
  const asked: string[] = [];
  let now = 0;
  const ask = (user: string) => Promise.resolve([asked.push(user) > 0 ? 'dba' : '']);
  const groupsOf = userGroups({ logger, monotonicMs: () => now, ask });
  expect(await groupsOf('ann')).toEqual(['dba']);
  await groupsOf('ann');
  now = 60_000;
  await groupsOf('ann');
  expect(asked).toEqual(['ann', 'ann']);
  for (let count = 0; count < MAX_KEPT_USERS; count++) await groupsOf(`u${count}`);
  await groupsOf('ann');
  expect(asked.filter((user) => user === 'ann')).toHaveLength(3);
});

test.each(['', '0', '-u', '--help', 'a b', 'a\nroot', '1000', 'a;id'])(
  '%j is nobody, and is not asked for',
  async (user) => {
    const groupsOf = userGroups({ logger, monotonicMs: () => 0, ask: () => Promise.reject(new Error('asked')) });
    log.length = 0;
    expect([await groupsOf(user), log]).toEqual([[], []]);
  },
);
