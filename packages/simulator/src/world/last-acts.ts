/** L2: after everything is mended, a legal move in every tree and its undo can be done. */
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId, PlanId } from '@topiary/domain';
import type { Engine, ProposeResult } from '@topiary/engine';
import { hasNewMaster } from '../checks/new-masters.ts';
import { isFiltered, isFollowing } from '../checks/transactions.ts';
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
  if (!(await doneIn(world, ACT_LIMIT_MS * TRIES, actInEveryCluster(world, process.engine))))
    world.watcher.violated('L2', 'the last acts did not end');
}

/** Lets the world go on until something that people do is done; `false`: it was not within the limit. */
export async function doneIn(world: World, limitMs: number, acts: Promise<void>): Promise<boolean> {
  let hasEnded = false;
  void acts.then(() => {
    hasEnded = true;
    world.time.touch();
  });
  await world.time.advance(limitMs, () => hasEnded);
  return hasEnded;
}

interface Movable {
  readonly replica: InstanceId;
  readonly channel: string;
}

async function actInEveryCluster(world: World, engine: Engine): Promise<void> {
  for (const cluster of engine.snapshot().clusters.keys()) {
    const members = engine.snapshot().clusters.get(cluster)?.members ?? [];
    const channels = members.flatMap((replica) => channelsOf(world, replica));
    const movable = channels.find((one) => isMovable(world, engine, one));
    if (movable !== undefined) await moveAndBack(world, engine, movable);
  }
}

function channelsOf({ fleet }: World, replica: InstanceId): readonly Movable[] {
  return [...fleet.server(replica).channels.keys()].map((channel) => ({ replica, channel }));
}

function isMovable(world: World, engine: Engine, one: Movable): boolean {
  const { fleet } = world;
  const source = fleet.server(one.replica).channels.get(one.channel)?.source;
  if (source === undefined || hasLostSome(world, one.replica)) return false;
  return isGood(world, one.replica) && isGood(world, instanceIdOf(source)) && targetOf(world, engine, one) !== null;
}

/** Where a disk lost transactions, or a master that was replaced returns, a replica may hold some that nobody else will ever have. */
function hasLostSome(world: World, id: InstanceId): boolean {
  const part = world.partOf(id);
  return hasNewMaster(world.ledger, part) || part.some((member) => world.ledger.wasDisturbed(member, ['lost-tail'], 0));
}

/** One that stands because a person stopped it, or stands below such a one, never gets where a MariaDB replica needs it. */
function isGood(world: World, id: InstanceId): boolean {
  return isFollowing(world, id) && !isFiltered(world, id) && hasPresentLog(world, id);
}

/** A binlog server that has not noticed yet that its master was started again keeps a log that ended; nobody can go on below it. */
function hasPresentLog({ fleet }: World, id: InstanceId): boolean {
  const { product, channels } = fleet.server(id);
  if (product.flavor !== 'maxscale') return true;
  const fileOf = (server: InstanceId): string | undefined => fleet.observe(server).binlog?.file;
  return [...channels.values()].every(({ source }) => fileOf(instanceIdOf(source)) === fileOf(id));
}

function targetOf(world: World, engine: Engine, { replica, channel }: Movable): InstanceId | null {
  const candidates = engine.candidates({ kind: 'relocate', replica, channel });
  if (candidates.kind !== 'candidates') return null;
  return candidates.verdicts.find(({ allowed, target }) => allowed && isGood(world, target))?.target ?? null;
}

async function moveAndBack(world: World, engine: Engine, movable: Movable): Promise<void> {
  const moved = await tryTo(world, engine, `move ${movable.replica}`, async () => {
    const target = targetOf(world, engine, movable);
    return target === null ? null : engine.propose({ kind: 'relocate', ...movable, target }, actor(USER));
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
    await waitIn(world, BETWEEN_TRIES_MS);
  }
  world.watcher.violated('L2', `nothing is broken any more, and it cannot ${what}: ${last}`);
  return null;
}

export function waitIn(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.time.schedule(ms, () => {
      world.time.touch();
      resolve();
    });
  });
}
