/** Runs a scenario from its first server to the last check. */
import type { InstanceId } from '@topiary/domain';
import type { Violation } from './checks/invariants.ts';
import { unrecovered } from './checks/recovered.ts';
import { unmetYet } from './checks/healed.ts';
import { lastPlanOf } from './checks/lanes-kept.ts';
import { lostWrites } from './checks/transactions.ts';
import type { Scenario } from './scenario/scenario.ts';
import { generateScenario } from './scenario/generate.ts';
import { tidyUp } from './world/tidy-up.ts';
import { applyAction, mendEverything } from './world/apply-action.ts';
import { lastActs } from './world/last-acts.ts';
import { groupsOf, membersOf, primaryOf } from './world/groups.ts';
import { startLost } from './world/power.ts';
import { switchOn } from './world/recovery-actions.ts';
import { World } from './world/world.ts';
import type { WorldParts } from './world/world.ts';

/** Between two looks at every server. */
const LOOK_EVERY_MS = 500;
const HEAL_LOOK_EVERY_MS = 1_000;
/**
 * A plan that was left waits at most 60 s for its replicas, a put-back goes on for 10 s, receivers connect again within
 * 5 s, and a receiver that does not know that its source is gone finds out within its net time-out of 20 s.
 */
export const HEAL_LIMIT_MS = 180_000;
/**
 * A frozen master is known to be gone when the receivers' net time-out of 20 s has passed, a recovery that failed is tried again
 * after 5 s, one that changed something holds the next back for its period, and a plan may wait 60 s for a replica.
 */
export const RECOVERY_LIMIT_MS = 120_000;
const LAST_PREVIEW_MS = 6_000;
/** Servers replicate before Topiary is there. */
const BEFORE_START_MS = 300;

export interface RunResult {
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  readonly narration: string;
  readonly events: number;
  /** Virtual. */
  readonly tookMs: number;
  readonly plans: number;
  readonly healedAfterMs: number | null;
  /** Who follows nobody and takes writes, in the end. */
  readonly writers: readonly InstanceId[];
  /** How often what happened: faults that took effect, plans begun and their ends, what servers did because of it. */
  readonly census: ReadonlyMap<string, number>;
}

export function runSeed(seed: number, parts: WorldParts): Promise<RunResult> {
  return runScenario(generateScenario(seed), parts);
}

export async function runScenario(scenario: Scenario, parts: WorldParts): Promise<RunResult> {
  const world = new World(scenario, parts);
  await world.time.advance(BEFORE_START_MS);
  for (const name of scenario.processes) world.startProcess(name);
  for (const action of scenario.actions)
    world.time.schedule(action.atMs - BEFORE_START_MS, () => applyAction(world, action));
  await safely(world);
  mendEverything(world);
  await recoverFrom(world);
  const healedAfterMs = await heal(world);
  if (scenario.kind === 'sequence' && healedAfterMs !== null) await tidyUp(world);
  // Somebody may still look at a preview, and then run what he asked for.
  await world.time.advance(LAST_PREVIEW_MS);
  if (healedAfterMs !== null && (await heal(world)) !== null) {
    await lastActs(world);
    await heal(world);
  }
  checkAtTheEnd(world);
  countEnds(world);
  const result = resultOf(world, healedAfterMs);
  await close(world);
  return result;
}

/** The phase of faults. */
async function safely(world: World): Promise<void> {
  const { time, scenario, watcher } = world;
  while (time.elapsedMs < scenario.faultsUntilMs) {
    await time.advance(Math.min(LOOK_EVERY_MS, scenario.faultsUntilMs - time.elapsedMs));
    watcher.look(world);
  }
}

/** Those that stay dead are started once what can be repaired without them is, or the limit has passed. */
async function recoverFrom(world: World): Promise<void> {
  if (world.scenario.recovers !== undefined) switchOn(world, 'mended');
  if (world.lost.size === 0) return;
  const { time, watcher } = world;
  const untilMs = time.elapsedMs + RECOVERY_LIMIT_MS + (world.scenario.recovers?.blockMs ?? 0);
  const wasLeft = unrecovered(world).length > 0;
  while (unrecovered(world).length > 0 && time.elapsedMs < untilMs) {
    await time.advance(HEAL_LOOK_EVERY_MS);
    watcher.look(world);
  }
  const left = unrecovered(world);
  if (wasLeft && left.length === 0) world.happened('recovery: after the last fault');
  for (const problem of left) watcher.violated('L7', problem);
  startLost(world);
}

/** How long it took; `null` when the limit passed, and then what is wrong is a violation. */
async function heal(world: World): Promise<number | null> {
  const { time, watcher, writers } = world;
  for (const writer of writers) writer.stop();
  const startedMs = time.elapsedMs;
  for (;;) {
    await time.advance(HEAL_LOOK_EVERY_MS);
    watcher.look(world);
    const unmet = unmetYet(world);
    if (unmet.length === 0) return time.elapsedMs - startedMs;
    if (time.elapsedMs - startedMs < HEAL_LIMIT_MS) continue;
    for (const { invariant, found } of unmet) watcher.violated(invariant, found);
    return null;
  }
}

/** What was right when a plan ended is right at the end too, and nothing that was promised is gone. */
function checkAtTheEnd({ fleet, ledger, watcher, servers }: World): void {
  const last = new Set(
    servers.flatMap((id) =>
      [...fleet.server(id).channels.keys()].flatMap((name) => lastPlanOf(ledger, id, name) ?? []),
    ),
  );
  for (const record of last) if (record.finishedAtMs !== null) watcher.planEnded(record);
  for (const problem of lostWrites(fleet, ledger)) watcher.violated('S9', problem);
}

function countEnds(world: World): void {
  const { scenario, fleet, ledger, hosts, servers } = world;
  for (const { entries } of ledger.plans.values())
    for (const entry of entries) if (entry.kind === 'plan-finished') world.happened(`end: ${entry.outcome}`);
  for (const id of servers) {
    world.happened('server: semi-sync timed out', fleet.server(id).semiSync.timesOff);
    world.happened('server: too many connections', hosts.get(id)?.refusedForCrowd ?? 0);
  }
  for (const group of groupsOf(scenario)) {
    const [founder] = membersOf(scenario, group);
    if (founder !== undefined && primaryOf(fleet, founder) !== founder)
      world.happened('server: group elected another primary');
  }
  const acknowledged = fleet.acknowledged.filter(({ semiSync }) => semiSync).length;
  world.happened('server: write acknowledged by a replica', acknowledged);
}

function resultOf(world: World, healedAfterMs: number | null): RunResult {
  const { scenario, violations, narration, time, ledger } = world;
  return {
    scenario,
    violations: [...violations],
    narration: narration.text,
    events: time.events,
    tookMs: time.elapsedMs,
    plans: ledger.plans.size,
    healedAfterMs,
    writers: world.servers.filter((id) => isWriter(world, id)),
    census: new Map(world.census),
  };
}

function isWriter({ fleet }: World, id: InstanceId): boolean {
  return fleet.state(id) === 'up' && fleet.server(id).channels.size === 0 && !fleet.observe(id).settings.readOnly;
}

async function close(world: World): Promise<void> {
  for (const name of world.processes.keys()) world.process(name)?.kill();
  await world.time.advance(0);
}
