import { expect, test } from 'vitest';
import { idOf } from '@topiary/contract/testing';
import { MAX_PICKED, addPicked, clearPicked, createPickedStore, togglePicked } from './picked-store.ts';

const [a, b] = [idOf('a'), idOf('b')];

test('a server is picked out, left again, and all are let go of', () => {
  const store = createPickedStore();
  togglePicked(store, a);
  addPicked(store, [a, b]);
  expect([...store.getState().ids]).toEqual([a, b]);
  togglePicked(store, a);
  expect([...store.getState().ids]).toEqual([b]);
  clearPicked(store);
  expect(store.getState().ids.size).toBe(0);
});

test('nobody is woken when nothing changes', () => {
  const store = createPickedStore();
  addPicked(store, [a]);
  let changes = 0;
  store.subscribe(() => (changes += 1));
  addPicked(store, [a]);
  expect(changes).toBe(0);
});

test('no more are picked than one plan moves', () => {
  const store = createPickedStore();
  addPicked(
    store,
    Array.from({ length: MAX_PICKED + 5 }, (_, index) => idOf(`s${index}`)),
  );
  expect(store.getState().ids.size).toBe(MAX_PICKED);
});
