import { expect, test } from 'vitest';
import { KeyedFeed } from './keyed-feed.ts';

test('wakes only the listeners whose value changed', () => {
  const feed = new KeyedFeed<string, { readonly lag: number }>();
  const quiet = { lag: 0 };
  feed.replace(
    new Map([
      ['a', quiet],
      ['b', { lag: 1 }],
    ]),
  );
  const woken: string[] = [];
  feed.subscribe('a', () => woken.push('a'));
  feed.subscribe('b', () => woken.push('b'));
  feed.replace(
    new Map([
      ['a', quiet],
      ['b', { lag: 2 }],
    ]),
  );
  expect(woken).toEqual(['b']);
});

test('wakes the listener of a key that went away, and nobody after unsubscribing', () => {
  const feed = new KeyedFeed<string, number>();
  feed.replace(new Map([['a', 1]]));
  let woken = 0;
  const unsubscribe = feed.subscribe('a', () => (woken += 1));
  feed.replace(new Map());
  unsubscribe();
  feed.replace(new Map([['a', 2]]));
  expect(woken).toBe(1);
});
