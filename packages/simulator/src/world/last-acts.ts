/** L2: after everything is mended, a legal move in every tree and its undo can be done. */
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId, PlanId } from '@topiary/domain';
import type { Engine, ProposeResult } from '@topiary/engine';
import { masterIfFollowing } from '../checks/transactions.ts';
import { actor } from './people.ts';
import type { World } from './world.ts';

const USER = 'last';
/** An act may meet a tree that changed a moment ago. */
const TRIES = 3;
const BETWEEN_TRIES_MS = 7_000;
const ACT_LIMIT_MS = 60_000;

export async function lastActs(world: World): Promise<void> {
  const process = [...world.processes.values()].find(({ engine }) => engine.status().acting.kind === 'self');
  if (process === undefined) return world.watcher.violated('L2', 'no process acts');
  const acts = actInEveryCluster(world, process.engine);
  let hasEnded = false;
  void acts.then(() => {
    hasEnded = true;
    world.time.touch();
  });
  await world.time.advance(ACT_LIMIT_MS * TRIES, () => hasEnded);
  if (!hasEnded) world.watcher.violated('L2', 'the last acts did not end');
}

async function actInEveryCluster(world: World, engine: Engine): Promise<void> {
  for (const cluster of engine.snapshot().clusters.keys()) {
    const members = engine.snapshot().clusters.get(cluster)?.members ?? [];
    const replica = members.find((id) => isMovable(world, engine, id));
    if (replica !== undefined) await moveAndBack(world, engine, replica);
  }
}

function isMovable(world: World, engine: Engine, id: InstanceId): boolean {
  const channel = world.fleet.server(id).channels.get('');
  if (hasLostSome(world, id)) return false;
  if (channel === undefined || !isGood(world, id) || !isGood(world, instanceIdOf(channel.source))) return false;
  return targetOf(world, engine, id) !== null;
}

/** Where a disk lost transactions, a replica may hold some that nobody else will ever have. */
function hasLostSome({ ledger }: World, id: InstanceId): boolean {
  return ledger.disturbances.some(({ kind, server }) => kind === 'lost-tail' && server.at(0) === id.at(0));
}

/** One that stands because a person stopped it, or stands below such a one, never gets where a MariaDB replica needs it. */
function isGood(world: World, id: InstanceId): boolean {
  return world.fleet.server(id).channels.size === 0 || masterIfFollowing(world.fleet, id) !== null;
}

function targetOf(world: World, engine: Engine, replica: InstanceId): InstanceId | null {
  const candidates = engine.candidates({ kind: 'relocate', replica, channel: null });
  if (candidates.kind !== 'candidates') return null;
  return candidates.verdicts.find(({ allowed, target }) => allowed && isGood(world, target))?.target ?? null;
}

async function moveAndBack(world: World, engine: Engine, replica: InstanceId): Promise<void> {
  const moved = await tryTo(world, engine, `move ${replica}`, async () => {
    const target = targetOf(world, engine, replica);
    return target === null ? null : engine.propose({ kind: 'relocate', replica, channel: null, target }, actor(USER));
  });
  if (moved === null) return;
  await tryTo(world, engine, `undo ${moved}`, async () => {
    const undo = await engine.undo(moved, actor(USER));
    return undo.kind === 'unknown' || undo.kind === 'not-undoable' ? null : undo;
  });
}

async function tryTo(
  world: World,
  engine: Engine,
  what: string,
  propose: () => Promise<ProposeResult | null>,
): Promise<PlanId | null> {
  let last = '';
  for (let count = 0; count < TRIES; count += 1) {
    const proposed = await propose();
    if (proposed?.kind === 'proposed') {
      const { id } = proposed.state.plan;
      const confirmed = await engine.confirm(id, actor(USER));
      world.watcher.confirmed(id, confirmed);
      last = confirmed.kind;
      if (confirmed.kind === 'started') {
        const { outcome } = await engine.whenFinished(id);
        if (outcome === 'done') return id;
        last = outcome ?? 'no outcome';
      }
    } else last = proposed?.kind ?? 'nothing to do';
    await new Promise<void>((resolve) => {
      world.time.schedule(BETWEEN_TRIES_MS, () => {
        world.time.touch();
        resolve();
      });
    });
  }
  world.watcher.violated('L2', `nothing is broken any more, and it cannot ${what}: ${last}`);
  return null;
}
