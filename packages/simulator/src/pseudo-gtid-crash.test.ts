/**
 * Moves by Pseudo-GTID while the master is written to, and Topiary is killed, or a server dies, in the middle of them: whoever
 * comes next leaves nobody half moved, and no server ever loses a transaction or applies one twice.
 */
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { serverByFile as server } from '../test/servers-by-file.ts';
import type { FamilyName } from '../test/servers-by-file.ts';
import { runScenario } from './run.ts';
import type { Action, Asked, Scenario } from './scenario/scenario.ts';

const TREE = [
  ['a1', null],
  ['a2', 'a1'],
  ['a3', 'a1'],
  ['a4', 'a2'],
  ['a5', 'a2'],
] as const;

/** After the first marker. */
const ASKED_MS = 5_500;
const CONFIRMED_MS = 10;
/** By then these moves have ended. */
const LONGEST_MS = 60;
const EVERY_MS = process.env['SOAK_CONTRACT'] === undefined ? 31 : 7;
const LONG_TEST_MS = 60_000;

type Wish = Asked & { readonly kind: 'move' | 'move-replicas' };

function wish(kind: Wish['kind'], pick: number, pickTarget: number): Wish {
  const asked = { id: 1, atMs: ASKED_MS, process: 'topiary-1', user: 'ann' } as const;
  return {
    ...asked,
    kind,
    pick,
    pickTarget,
    isLegal: true,
    confirmAfterMs: CONFIRMED_MS,
    againAfterMs: null,
    stopAfterMs: null,
  };
}

function world(family: FamilyName, actions: readonly Action[]): Scenario {
  return {
    seed: 1,
    kind: 'day',
    servers: TREE.map(([name, source]) => server(family, name, source)),
    processes: ['topiary-1'],
    pollIntervalMs: 5_000,
    writesMarkers: true,
    network: { delayMs: 0.2, jitterMs: 0.1, lossRate: 0 },
    statementMs: 0.15,
    journalMs: 0.5,
    actions,
    faultsUntilMs: 6_500,
  };
}

const MOVES = [
  { name: 'one to the other branch', wish: wish('move', 0.9, 0.6) },
  { name: 'all replicas of a server', wish: wish('move-replicas', 0.5, 0.5) },
] as const;

const moments = (first: number): readonly number[] =>
  Array.from({ length: Math.ceil((LONGEST_MS - first) / EVERY_MS) }, (_, index) => first + index * EVERY_MS);

async function live(family: FamilyName, actions: readonly Action[]) {
  const { violations, narration, census } = await runScenario(world(family, actions), { store: memoryWorld });
  const wrong = violations.map(({ invariant, found }) => `${invariant}: ${found}`);
  return { narration, census, wrong: wrong.length === 0 ? [] : [...wrong, narration] };
}

function killedAfter(ms: number): Action {
  const atMs = ASKED_MS + CONFIRMED_MS + ms;
  return { kind: 'kill-topiary', id: 2, atMs, process: 'topiary-1', restartAfterMs: 40 };
}

function crashAfter(ms: number, name: string): Action {
  const atMs = ASKED_MS + CONFIRMED_MS + ms;
  return { kind: 'crash', id: 3, atMs, server: name, hit: null, forMs: 300, what: 'process' };
}

describe.each(['mysql', 'mariadb'] as const)('replicas of %s by file and position, with markers', (family) => {
  test.each(MOVES)('nobody stands for it but those that move: $name', async ({ wish: asked }) => {
    const { wrong, narration, census } = await live(family, [asked]);
    expect(wrong).toEqual([]);
    expect(census.has(`plan: ${asked.kind}`)).toBe(true);
    expect(narration).toContain('and read where it stands');
    expect(narration).not.toContain('apply up to');
    expect(narration).toMatch(/Point a[45]:3306 at /);
  });

  test.each(MOVES)(
    'Topiary is killed in the middle: $name',
    async ({ wish: asked }) => {
      for (const ms of moments(family === 'mysql' ? 0 : 2))
        expect((await live(family, [asked, killedAfter(ms)])).wrong).toEqual([]);
    },
    LONG_TEST_MS,
  );

  test.each(['a1', 'a2', 'a3', 'a5'])(
    '%s dies in the middle',
    async (name) => {
      for (const ms of moments(family === 'mysql' ? 1 : 3))
        expect((await live(family, [MOVES[0].wish, crashAfter(ms, name)])).wrong).toEqual([]);
    },
    LONG_TEST_MS,
  );
});
