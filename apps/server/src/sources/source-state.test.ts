import { message, parseAddress } from '@topiary/domain';
import type { Address, Instant } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { afterFailure, afterSuccess, NOT_READ, pauseAfter } from './source-state.ts';
import type { SourceState } from './source-state.ts';

const at = (ms: number): Instant => ms as Instant;

function named(state: SourceState, names: readonly string[], ms: number): SourceState {
  const addresses = new Map(names.map((name) => [id(name), addressOf(name)] as const));
  const adopted = { added: [], known: names.length, notAdopted: [], waiting: 0 };
  return afterSuccess(state, { servers: { addresses, unusable: [] }, adopted, at: at(ms) });
}

function addressOf(name: string): Address {
  const parsed = parseAddress(name);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.address;
}

describe('a source that fails', () => {
  const failed = (state: SourceState, ms: number) => afterFailure(state, message('source-not-json'), at(ms));

  test('keeps what was known of it', () => {
    const state = failed(named(NOT_READ, ['a', 'b'], 1), 2);
    expect([...state.named]).toEqual([id('a'), id('b')]);
    expect(state).toMatchObject({ lastSuccessAt: 1, lastReadAt: 2, failures: 1, failure: { code: 'source-not-json' } });
    expect(state.gone.size).toBe(0);
  });

  test('is asked again soon, then more and more seldom, and never more seldom than when it answers', () => {
    let state = NOT_READ;
    const pauses = Array.from({ length: 60 }, (_, index) => {
      state = failed(state, index);
      return pauseAfter(state, 60_000);
    });
    expect(pauses.slice(0, 6)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(Math.max(...pauses)).toBe(60_000);
    expect(pauseAfter(failed(NOT_READ, 1), 2_000)).toBe(2_000);
    expect(pauseAfter(named(state, [], 1), 60_000)).toBe(60_000);
  });
});

describe('servers that a source does not name any more', () => {
  test('are kept with the time at which that began, until it names them again', () => {
    let state = named(NOT_READ, ['a', 'b', 'c'], 1);
    state = named(state, ['c'], 2);
    state = named(state, ['c'], 3);
    expect([...state.gone]).toEqual([
      [id('a'), 2],
      [id('b'), 2],
    ]);
    state = named(state, ['a', 'c'], 4);
    expect([...state.gone]).toEqual([[id('b'), 2]]);
  });
});
