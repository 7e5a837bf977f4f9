import { describe, expect, test } from 'vitest';
import { actionMakers } from './actions.ts';
import { generateScenario } from './generate.ts';
import type { ActionKind } from './scenario.ts';
import { isRouter } from './routers.ts';
import { circleOf, SHAPES, shapesOf } from './shapes.ts';
import { EVERYTHING, reduced, replayCommand, shrink } from './shrink.ts';
import { isAtLeastAsNew } from './versions.ts';

const CRASH = { kind: 'crash', id: 1, atMs: 5_000, forMs: 1, what: 'process', hit: null } as const;
const SEEDS = Array.from({ length: 500 }, (_, index) => index + 1);

describe('a scenario', () => {
  test('is the same for the same seed', () => {
    for (const seed of SEEDS.slice(0, 50)) expect(generateScenario(seed)).toEqual(generateScenario(seed));
  });

  test('all kinds of actions, families and shapes occur', () => {
    const scenarios = SEEDS.map(generateScenario);
    const kinds = new Set<ActionKind>(scenarios.flatMap(({ actions }) => actions.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual(Object.keys(actionMakers).toSorted());
    const servers = scenarios.flatMap((scenario) => scenario.servers);
    expect(new Set(servers.map(({ version }) => version)).size).toBe(7);
    expect(scenarios.some(({ processes }) => processes.length === 2)).toBe(true);
    const seen = new Set(scenarios.flatMap(({ servers: all }) => shapesOf(all)));
    expect([...seen].toSorted()).toEqual(SHAPES.toSorted());
  });

  test('actions come in order, before the end of the faults, and each has an id of its own', () => {
    for (const { actions, faultsUntilMs } of SEEDS.map(generateScenario)) {
      const times = actions.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
      expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
      for (const action of actions) expect(action.atMs).toBeLessThanOrEqual(faultsUntilMs);
    }
  });

  test('a source stands before its replicas, or in a circle with them', () => {
    const early = SEEDS.map(generateScenario).flatMap(({ servers }) => {
      const names = servers.map(({ name }) => name);
      const isLater = (source: string, name: string): boolean => names.indexOf(source) > names.indexOf(name);
      const circle = new Set(circleOf(servers));
      return servers.filter(({ name, channels }) =>
        channels.some(({ source }) => isLater(source, name) && !circle.has(name)),
      );
    });
    expect(early).toEqual([]);
  });

  test('no server is older than its sources', () => {
    for (const { servers } of SEEDS.map(generateScenario)) {
      const plain = servers.filter((server) => !isRouter(server));
      const versions = new Map(plain.map(({ name, version }) => [name, version]));
      for (const { version, channels } of plain)
        for (const { source } of channels) expect(isAtLeastAsNew(version, versions.get(source) ?? version)).toBe(true);
    }
  });
});

describe('shrinking', () => {
  const scenario = generateScenario(11);

  test('keeps what the failure needs and leaves the rest out', async () => {
    const [needed] = scenario.actions.filter(({ kind }) => kind !== 'store-trouble').slice(-1);
    const kept = await shrink(scenario, async ({ actions }) => actions.some(({ id }) => id === needed?.id));
    expect(kept.actions).toEqual([needed?.id]);
    expect(reduced(scenario, kept).servers.length).toBeLessThan(scenario.servers.length);
  });

  test('what is kept can be named, and nothing is left out by default', () => {
    expect(reduced(scenario, EVERYTHING)).toEqual(scenario);
    expect(replayCommand({ seed: 11, kind: 'day' }, { actions: [2, 3], servers: ['a1', 'a2'], untilMs: 900 })).toBe(
      'node packages/simulator/bench/replay.ts 11 --only=2,3 --servers=a1,a2 --until=900',
    );
  });

  test('an action goes with the server that it names', () => {
    const crashes = {
      ...scenario,
      actions: [
        { ...CRASH, server: 'a1' },
        { ...CRASH, id: 2, server: 'a2' },
      ],
    };
    const left = reduced(crashes, { ...EVERYTHING, servers: ['a1'] });
    expect(left.actions).toEqual([{ ...CRASH, server: 'a1' }]);
  });
});
