/**
 * Moves by file and position, and Topiary is killed at one moment after the other of them while the master is written to: whoever
 * comes next leaves nobody half moved, and no server ever loses a transaction or applies one twice.
 */
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { serverByFile as server } from '../test/servers-by-file.ts';
import type { FamilyName } from '../test/servers-by-file.ts';
import { runScenario } from './run.ts';
import type { Action, Asked, Scenario } from './scenario/scenario.ts';

const ASKED_MS = 1_000;
const CONFIRMED_MS = 10;
/** By then the longest of these moves has ended. */
const LONGEST_MS = 70;
/** Real time, on a machine that does other things too. */
const LONG_TEST_MS = 60_000;
/** Where not every moment is tried, one in so many. */
const EVERY = process.env['SOAK_CONTRACT'] === undefined ? { one: 11, some: 53 } : { one: 1, some: 17 };

type Wish = Asked & { readonly kind: 'move' | 'move-replicas' };

function wish(kind: Wish['kind'], pick: number, pickTarget: number): Wish {
  return {
    kind,
    id: 1,
    atMs: ASKED_MS,
    process: 'topiary-1',
    user: 'ann',
    pick,
    pickTarget,
    isLegal: true,
    confirmAfterMs: CONFIRMED_MS,
    againAfterMs: null,
    stopAfterMs: null,
  };
}

function world(family: FamilyName, actions: readonly Action[]): Scenario {
  const tree = [
    ['a1', null],
    ['a2', 'a1'],
    ['a3', 'a1'],
    ['a4', 'a2'],
    ['a5', 'a2'],
    ['a6', 'a3'],
  ] as const;
  return {
    seed: 1,
    kind: 'day',
    servers: tree.map(([name, source]) => server(family, name, source)),
    processes: ['topiary-1'],
    pollIntervalMs: 5_000,
    network: { delayMs: 0.2, jitterMs: 0.1, lossRate: 0 },
    statementMs: 0.15,
    journalMs: 0.5,
    actions,
    faultsUntilMs: 1_500,
  };
}

const OVER_TWO_SERVERS = { name: 'over two servers to the other branch', wish: wish('move', 0.5, 0.9) };
const MOVES = [
  OVER_TWO_SERVERS,
  { name: 'up', wish: wish('move', 0.5, 0) },
  { name: 'below a sibling', wish: wish('move', 0.5, 0.6) },
  { name: 'two at once', wish: wish('move-replicas', 0.5, 0.3) },
] as const;

const moments = (every: number, first = 0): readonly number[] =>
  Array.from({ length: Math.ceil((LONGEST_MS - first) / every) }, (_, index) => first + index * every);

interface Lived {
  /** Nobody was killed before that. */
  readonly wasBegun: boolean;
  /** With what happened, where anything is wrong. */
  readonly wrong: readonly string[];
}

async function live(family: FamilyName, actions: readonly Action[]): Promise<Lived> {
  const { violations, narration, census } = await runScenario(world(family, actions), { store: memoryWorld });
  const wrong = violations.map(({ invariant, found }) => `${invariant}: ${found}`);
  const wasBegun = ['plan: move', 'plan: move-replicas'].some((kind) => census.has(kind));
  return { wasBegun, wrong: wrong.length === 0 ? [] : [...wrong, narration] };
}

function killedAfter(ms: number): Action {
  const atMs = ASKED_MS + CONFIRMED_MS + ms;
  return { kind: 'kill-topiary', id: 2, atMs, process: 'topiary-1', restartAfterMs: 40 };
}

function crashAfter(ms: number, name: string): Action {
  const atMs = ASKED_MS + CONFIRMED_MS + ms;
  return { kind: 'crash', id: 3, atMs, server: name, hit: null, forMs: 300, what: 'process' };
}

describe.each(['mysql', 'mariadb'] as const)('replicas of %s by file and position', (family) => {
  test(
    'one goes over two servers, and Topiary is killed at one moment after the other of it',
    async () => {
      let begun = 0;
      for (const ms of moments(EVERY.one)) {
        const { wrong, wasBegun } = await live(family, [OVER_TWO_SERVERS.wish, killedAfter(ms)]);
        expect(wrong).toEqual([]);
        if (wasBegun) begun += 1;
      }
      expect(begun).toBeGreaterThan(LONGEST_MS / EVERY.one / 2);
    },
    LONG_TEST_MS,
  );

  test.each(MOVES.slice(1))('Topiary is killed in the middle: $name', async ({ wish: asked }) => {
    for (const ms of moments(EVERY.some, family === 'mysql' ? 2 : 5))
      expect((await live(family, [asked, killedAfter(ms)])).wrong).toEqual([]);
  });

  test.each(['a1', 'a2', 'a3', 'a4', 'a6'])('%s dies in the middle of a way over two servers', async (name) => {
    for (const ms of moments(EVERY.some, family === 'mysql' ? 12 : 1)) {
      expect((await live(family, [OVER_TWO_SERVERS.wish, crashAfter(ms, name)])).wrong).toEqual([]);
    }
  });

  test.each(['a2', 'a3', 'a6'])('%s dies in the middle, and so does Topiary', async (name) => {
    for (const ms of moments(EVERY.some, family === 'mysql' ? 1 : 3))
      expect((await live(family, [OVER_TWO_SERVERS.wish, crashAfter(ms, name), killedAfter(ms + 2)])).wrong).toEqual(
        [],
      );
  });
});
