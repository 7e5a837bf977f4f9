/**
 * A master is replaced while it is written to, by hand and because it died, and Topiary is killed at every write of its journal and
 * at every other millisecond: whoever comes next leaves one master, nobody half moved, and nothing lost that anybody received.
 */
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import {
  ASKED_MS,
  CONFIRMED_MS,
  killedAfter,
  killedAtWrite,
  MASTER_DIES,
  recoveryWorld,
  TAKEOVER,
} from '../test/recovery-worlds.ts';
import type { FamilyName } from '../test/servers-by-file.ts';
import { runScenario } from './run.ts';
import type { Action } from './scenario/scenario.ts';

const CONFIRMED_AT_MS = ASKED_MS + CONFIRMED_MS;
/** A takeover has ended by then, and so has its recovery of a dead master when that was found. */
const TAKEOVER_MS = 32;
const DETECTED_MS = 155;
const FAILOVER_MS = 190;
/** Writes of the journal that either makes. */
const WRITES = 7;
const IS_SOAK = process.env['SIMULATOR_SOAK'] === '1';
const EVERY_MS = IS_SOAK ? 1 : 12;
/** Real time, on a machine that does other things too. */
const LONG_TEST_MS = 60_000;

interface Lived {
  readonly wrong: readonly string[];
  readonly census: ReadonlyMap<string, number>;
  readonly writers: readonly string[];
}

async function live(family: FamilyName, actions: readonly Action[]): Promise<Lived> {
  const scenario = recoveryWorld({ family, actions });
  const { violations, narration, census, writers } = await runScenario(scenario, { store: memoryWorld });
  const wrong = violations.map(({ invariant, found }) => `${invariant}: ${found}`);
  return {
    census,
    writers,
    wrong: wrong.length === 0 && writers.length === 1 ? [] : [...wrong, ...writers, narration],
  };
}

const moments = (fromMs: number, toMs: number): readonly number[] =>
  Array.from({ length: Math.ceil((toMs - fromMs) / EVERY_MS) }, (_, index) => fromMs + index * EVERY_MS);
/** Each of them with every family in the soak. */
const POINTS = {
  mysql: IS_SOAK ? (['before', 'after'] as const) : (['before'] as const),
  mariadb: IS_SOAK ? (['before', 'after'] as const) : (['after'] as const),
};
const writes = Array.from({ length: WRITES }, (_, index) => index + 1);

describe.each(['mysql', 'mariadb'] as const)('a master of %s', (family) => {
  test('is replaced by hand, and closed again where it stood; by itself, where it dies', async () => {
    expect((await live(family, [TAKEOVER])).writers).toEqual(['a2:3306']);
    const died = await live(family, [MASTER_DIES]);
    expect(died.wrong).toEqual([]);
    expect(died.writers).not.toEqual(['a1:3306']);
    expect(died.census.get('recovery: master')).toBe(1);
  });

  test(
    'is replaced by hand, and Topiary is killed in the middle',
    async () => {
      for (const ms of moments(family === 'mysql' ? 0 : 2, TAKEOVER_MS))
        expect((await live(family, [TAKEOVER, killedAfter(ms, CONFIRMED_AT_MS)])).wrong).toEqual([]);
    },
    LONG_TEST_MS,
  );

  test.each(POINTS[family])(
    'is replaced by hand, and Topiary is killed %s each write of its journal',
    async (point) => {
      let killed = 0;
      for (const write of writes) {
        const { wrong, census } = await live(family, [TAKEOVER, killedAtWrite(write, point)]);
        expect(wrong).toEqual([]);
        killed += census.get('fault: kill-at-journal') ?? 0;
      }
      expect(killed).toBeGreaterThan(3);
    },
    LONG_TEST_MS,
  );

  test(
    'dies, and Topiary is killed in the middle of the failover',
    async () => {
      for (const ms of moments(DETECTED_MS + (family === 'mysql' ? 0 : 3), FAILOVER_MS)) {
        const { wrong, writers } = await live(family, [MASTER_DIES, killedAfter(ms)]);
        expect(wrong).toEqual([]);
        expect(writers).not.toEqual(['a1:3306']);
      }
    },
    LONG_TEST_MS,
  );

  test.each(POINTS[family])(
    'dies, and Topiary is killed %s each write of the journal of the failover',
    async (point) => {
      let killed = 0;
      for (const write of writes) {
        const { wrong, census } = await live(family, [MASTER_DIES, killedAtWrite(write, point)]);
        expect(wrong).toEqual([]);
        killed += census.get('fault: kill-at-journal') ?? 0;
      }
      expect(killed).toBeGreaterThan(3);
    },
    LONG_TEST_MS,
  );
});
