/**
 * A running engine over servers in memory and virtual time: the stage of the engine's own tests. The store is handed in,
 * because this package may not know one.
 */
import type { Actor, InstanceId, PlanId, Policy } from '@topiary/domain';
import { DEFAULT_POLICY, parseAddress } from '@topiary/domain';
import type { TopologyOptions } from '@topiary/domain/testing';
import { recordsOf } from '@topiary/domain/testing';
import type { ConfirmResult, Engine, PlanRequest } from '../api.ts';
import { createEngine } from '../create-engine.ts';
import type { Hooks } from '../ports/hooks.ts';
import type { LogFields, Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { Store } from '../ports/store.ts';
import { NO_FILTERS, NO_QUERIES } from '../settings.ts';
import type { EngineSettings } from '../settings.ts';
import { FakeServers } from './fake-servers.ts';
import { VirtualClock } from './virtual-clock.ts';

export const SOMEBODY: Actor = { user: 'li', address: '127.0.0.1', via: 'api' };

export interface WorldOptions {
  readonly turn: () => Promise<void>;
  readonly store: (clock: VirtualClock) => Store;
  readonly topology: string;
  readonly topologyOptions?: TopologyOptions;
  readonly settings?: Partial<EngineSettings>;
  readonly policy?: Partial<Policy>;
  /** Names as in the topology text; by default its first server. */
  readonly seeds?: readonly string[];
  readonly idPrefix?: string;
  /** So that a second engine acts on the same servers in the same time. */
  readonly share?: { readonly clock: VirtualClock; readonly servers: FakeServers };
  /** Left out: nobody configured any. */
  readonly hooks?: Hooks;
  /** What the engine gets instead of the servers themselves: the view of a process that can be killed. */
  readonly seenAs?: (servers: FakeServers) => Servers;
}

export interface World {
  readonly clock: VirtualClock;
  readonly servers: FakeServers;
  readonly engine: Engine;
  readonly store: Store;
  readonly log: readonly { readonly event: string; readonly fields: LogFields }[];
  /** Proposes and answers the plan's id; throws when it is refused. */
  propose(request: PlanRequest): PlanId;
  /** Confirms and waits until the plan has ended. */
  run(plan: PlanId): Promise<ConfirmResult>;
}

/** Long enough for every server of a small topology to be found and probed. */
const DISCOVERY_MS = 1_000;

export async function startWorld(options: WorldOptions): Promise<World> {
  const world = createWorld(options);
  await world.clock.until(world.engine.start());
  await world.clock.advance(DISCOVERY_MS);
  return world;
}

export function createWorld(options: WorldOptions): World {
  const clock = options.share?.clock ?? new VirtualClock(options.turn);
  const records = recordsOf(options.topology, options.topologyOptions);
  const servers = options.share?.servers ?? new FakeServers(clock, records);
  const log: { event: string; fields: LogFields }[] = [];
  const store = options.store(clock);
  const seeds = options.seeds?.map(addressFrom) ?? [...records.values()].slice(0, 1).map(({ address }) => address);
  const engine = createEngine({
    servers: options.seenAs?.(servers) ?? servers,
    store,
    clock,
    random: countingRandom(options.idPrefix ?? 'id'),
    logger: loggerInto(log),
    policy: { ...DEFAULT_POLICY, ...options.policy },
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    settings: { ...DEFAULT_SETTINGS, seeds, ...options.settings },
  });
  return {
    clock,
    servers,
    engine,
    store,
    log,
    propose: (request) => {
      const result = engine.propose(request, SOMEBODY);
      if (result.kind !== 'proposed') throw new Error(`no plan: ${JSON.stringify(result)}`);
      return result.state.plan.id;
    },
    run: async (plan) => {
      const result = await clock.until(engine.confirm(plan, SOMEBODY));
      if (result.kind === 'started') await clock.until(engine.whenFinished(plan));
      await clock.advance(10);
      return result;
    },
  };
}

const DEFAULT_SETTINGS: EngineSettings = {
  seeds: [],
  pollIntervalMs: 5_000,
  probeDeadlineMs: 2_000,
  maxConcurrentProbes: 100,
  fullProbeEvery: 3,
  filters: NO_FILTERS,
  classification: NO_QUERIES,
  proposalLifetimeMs: 600_000,
  maxParallelSteps: 50,
  forgetUnseenMs: 240 * 3_600_000,
  observeOnlyReason: null,
  holder: { hostname: 'test', processId: 1, url: 'http://127.0.0.1:3000' },
};

/** Ids differ between engines of one test, as they do between processes. */
function countingRandom(prefix: string): { next(): number; id(): string } {
  let count = 0;
  return {
    next: () => 0.5,
    id: () => {
      count += 1;
      return `${prefix}-${count}`;
    },
  };
}

function loggerInto(log: { event: string; fields: LogFields }[]): Logger {
  const note = (event: string, fields: LogFields = {}): void => void log.push({ event, fields });
  return { info: note, warn: note, error: note };
}

function addressFrom(text: string): { readonly host: string; readonly port: number } {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`not an address: ${text}`);
  return parsed.address;
}

export function sourceNames(world: World, ids: readonly InstanceId[]): readonly (string | null)[] {
  return ids.map((id) => world.servers.sourceOf(id));
}
