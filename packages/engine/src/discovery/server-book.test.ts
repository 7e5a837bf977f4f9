import { asInstant, instanceIdOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { recordsOf } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { ServerBook } from './server-book.ts';

const WHEN = { at: asInstant(1), sampled: { beganMs: 0, endedMs: 0 } };

/** Servers of these names, each with the identity of the server number that is given. */
function bookOf(...servers: readonly (readonly [string, number])[]) {
  const numbered = [...recordsOf('a > b, c').values()];
  const book = new ServerBook();
  const see = (name: string, number: number): InstanceId => {
    const address = { host: name, port: 3306 };
    const observation = numbered[number]?.observation;
    if (observation === null || observation === undefined) throw new Error(`there is no server number ${number}`);
    book.add(address);
    book.observed(instanceIdOf(address), observation, WHEN);
    return instanceIdOf(address);
  };
  const ids = servers.map(([name, number]) => see(name, number));
  return { book, ids, see };
}

test('servers look alike that tell one identity, in the order in which they were added', () => {
  const { book, ids } = bookOf(['z', 0], ['y', 1], ['x', 2], ['b', 1], ['a', 0]);
  expect([...book.lookalikes.keys()]).toEqual([ids[0], ids[1], ids[3], ids[4]]);
});

test('a server that tells another identity now, or is gone, looks like nobody any more', () => {
  const { book, ids, see } = bookOf(['z', 0], ['y', 0], ['x', 1], ['w', 1]);
  see('z', 2);
  expect([...book.lookalikes.keys()]).toEqual([ids[2], ids[3]]);
  book.remove(ids[3] ?? see('w', 1));
  expect(book.lookalikes.size).toBe(0);
  see('y', 2);
  expect([...book.lookalikes.keys()]).toEqual([ids[0], ids[1]]);
});
