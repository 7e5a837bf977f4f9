/** What looks like a dead master and is none: the network around Topiary alone, its own start, a master that is busy, a clock that jumps. */
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { recoveryWorld } from '../test/recovery-worlds.ts';
import { runScenario } from './run.ts';
import type { Action } from './scenario/scenario.ts';

const AT_MS = 1_500;
const FOR_MS = 6_000;
const UNTIL_MS = 8_500;
const ON_PROCESS = { id: 1, atMs: AT_MS, process: 'topiary-1' } as const;
const ON_MASTER = { id: 1, atMs: AT_MS, server: 'a1', hit: null, forMs: FOR_MS } as const;
const CUT = { ...ON_PROCESS, kind: 'cut-topiary', way: 'both', forMs: FOR_MS } as const;
const SLOW = { ...ON_PROCESS, kind: 'bad-network', way: 'both', forMs: FOR_MS, lossRate: 0.3 } as const;
const RESTART: Action = { ...ON_PROCESS, kind: 'kill-topiary', restartAfterMs: 40 };
const FAMILIES = ['mysql', 'mariadb'] as const;
const IS_SOAK = process.env['SIMULATOR_SOAK'] === '1';
const HOUR_MS = 3_600_000;

const ALARMS: readonly { readonly name: string; readonly actions: readonly Action[] }[] = [
  { name: 'Topiary is cut off from the master alone', actions: [{ ...CUT, server: 'a1' }] },
  { name: 'Topiary is cut off from everybody', actions: [{ ...CUT, server: null }] },
  {
    name: 'what Topiary asks gets through, and the answers of the master do not',
    actions: [{ ...CUT, server: 'a1', way: 'from-server' }],
  },
  { name: 'the network of Topiary is slow and loses', actions: [{ ...SLOW, server: null, delayMs: 1_500 }] },
  { name: 'Topiary is started again', actions: [RESTART] },
  {
    name: 'Topiary is started again, and the master is cut off from it',
    actions: [
      { ...CUT, server: 'a1' },
      { ...RESTART, id: 2 },
    ],
  },
  { name: 'the master takes 8 s for a statement', actions: [{ ...ON_MASTER, kind: 'slow-statements', byMs: 8_000 }] },
  { name: 'clients take every connection of the master', actions: [{ ...ON_MASTER, kind: 'crowd', resets: true }] },
  {
    name: 'the clock of Topiary goes forward by an hour',
    actions: [{ ...ON_PROCESS, kind: 'set-wall-clock', errorMs: HOUR_MS }],
  },
  {
    name: 'the clock of Topiary goes back by an hour',
    actions: [{ ...ON_PROCESS, kind: 'set-wall-clock', errorMs: -HOUR_MS }],
  },
  { name: 'Topiary stands still', actions: [{ ...ON_PROCESS, kind: 'pause-topiary', forMs: FOR_MS }] },
  {
    name: 'every connection to the master is reset',
    actions: [{ id: 1, atMs: AT_MS, kind: 'reset-connections', server: 'a1', hit: null, process: 'topiary-1' }],
  },
];

describe('nobody takes the place of a master that lives', () => {
  test.each(
    ALARMS.map((one, index) => ({
      ...one,
      families: FAMILIES.slice(IS_SOAK ? 0 : index % 2).slice(0, IS_SOAK ? 2 : 1),
    })),
  )('$name', async ({ actions, families }) => {
    for (const family of families) {
      const scenario = recoveryWorld({ family, actions, untilMs: UNTIL_MS });
      const { violations, writers, census, narration } = await runScenario(scenario, { store: memoryWorld });
      expect(violations).toEqual([]);
      expect(narration).not.toMatch(/registers a recovery/);
      expect(writers).toEqual(['a1:3306']);
      expect(census.has('recovery: master')).toBe(false);
    }
  });
});
