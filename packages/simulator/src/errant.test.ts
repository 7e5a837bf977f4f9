/**
 * Nobody in these worlds writes to a replica, and no disk loses anything: whatever is called errant is a mistake. Servers
 * are under writes, lag, crash, are cut off and moved all the while, by Topiary and by hand.
 */
import { expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { runScenario } from './run.ts';
import { generateScenario } from './scenario/generate.ts';
import type { Action, Scenario } from './scenario/scenario.ts';
import type { Tamper, World } from './world/world.ts';

const SEEDS = process.env['SOAK_CONTRACT'] === undefined ? 20 : 200;
const LIMIT_MS = 120_000;

interface Seen {
  readonly errant: Set<string>;
  /** How often there was something that lag alone could explain. */
  pending: number;
  plans: number;
}

/** Looks at what every process shows, each time that one of them is about to look at a server. */
function watching(seen: Seen): Tamper {
  const look = (world: World): void => {
    for (const { engine } of world.processes.values())
      for (const { id, errant, problems } of engine.snapshot().instances.values()) {
        if (errant.pending) seen.pending += 1;
        const said = problems.find(({ code }) => code === 'errant-gtid');
        if (said !== undefined) seen.errant.add(`seed ${world.scenario.seed}: ${id} ${String(said.params['errant'])}`);
      }
  };
  return {
    servers: (servers, world) => ({
      ...servers,
      observe: (address, options) => {
        look(world);
        return servers.observe(address, options);
      },
    }),
  };
}

/** A machine that crashes loses the end of its log, which replicas may have: that is errant. */
const losesNothing = (action: Action): boolean => action.kind !== 'crash' || action.what === 'process';

function withoutLoss(scenario: Scenario): Scenario {
  return {
    ...scenario,
    servers: scenario.servers.map((server) => ({ ...server, settings: { ...server.settings, sync_binlog: 1 } })),
    actions: scenario.actions.filter(losesNothing),
  };
}

test(
  'in worlds where only masters are written to, nothing is ever called errant',
  async () => {
    const seen: Seen = { errant: new Set(), pending: 0, plans: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const parts = { store: memoryWorld, tamper: watching(seen) };
      seen.plans += (await runScenario(withoutLoss(generateScenario(seed)), parts)).plans;
    }
    expect([...seen.errant]).toEqual([]);
    expect(seen.pending).toBeGreaterThan(SEEDS);
    expect(seen.plans).toBeGreaterThan(SEEDS / 2);
  },
  LIMIT_MS,
);
