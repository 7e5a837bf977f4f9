/**
 * L6: after a sequence everything that plans, or people before it, had stopped or detached is started again, through Topiary. Then every
 * replica replicates, so that L5 compares every server of a tree with its sources.
 */
import type { ControlAct, InstanceId } from '@topiary/domain';
import { isDetached } from '@topiary/domain';
import type { Engine } from '@topiary/engine';
import { idNamed, isMariadb } from './build-fleet.ts';
import { actor } from './people.ts';
import { doneIn, waitIn } from './last-acts.ts';
import type { World } from './world.ts';

const USER = 'tidy';
const LIMIT_MS = 300_000;
/** A receiver that was started may take until its next try to connect. */
const SETTLE_MS = 10_000;
const RECONNECT_MS = 500;
const ROUNDS = 3;
const REFUSED_BY_SOURCE = 1236;

export async function tidyUp(world: World): Promise<void> {
  const process = [...world.processes.values()].find(({ engine }) => engine.status().acting.kind === 'self');
  if (process === undefined) return world.watcher.violated('L6', 'no process acts');
  if (!(await doneIn(world, LIMIT_MS, tidy(world, process.engine))))
    return world.watcher.violated('L6', 'what was stopped is not started again in time');
  const seen = new Set(standing(world));
  // Where heartbeats come later than a receiver has patience it connects anew, again and again, which takes a moment.
  if (seen.size > 0) await doneIn(world, LIMIT_MS, waitIn(world, RECONNECT_MS));
  for (const problem of standing(world)) if (seen.has(problem)) world.watcher.violated('L6', problem);
}

async function tidy(world: World, engine: Engine): Promise<void> {
  const all = (wanted: (instance: InstanceId, channel: string) => ControlAct | null): readonly Asked[] =>
    world.servers.flatMap((instance) =>
      [...world.fleet.server(instance).channels.keys()].flatMap((channel) => {
        const act = wanted(instance, channel);
        return act === null ? [] : [{ instance, act }];
      }),
    );
  const reattached = (instance: InstanceId, channel: string): ControlAct | null =>
    isDetachedAt(world, instance, channel) ? { kind: 'reattach-replica', channel } : null;
  const started = (instance: InstanceId, channel: string): ControlAct | null =>
    standsAt(world, instance, channel) ? { kind: 'start-replica', channel, threads: 'both' } : null;
  // By file and position the place is known only while both threads stand.
  const stopped = (instance: InstanceId, channel: string): ControlAct | null =>
    isDetachedAt(world, instance, channel) && runsAt(world, instance, channel)
      ? { kind: 'stop-replica', channel, threads: 'both' }
      : null;
  // Something may have overtaken a plan, and MariaDB refuses a replica that has more than its source until that has caught up.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const wanted of [stopped, reattached, started])
      for (const asked of all(wanted)) await act(world, engine, asked);
    await waitIn(world, SETTLE_MS);
  }
}

interface Asked {
  readonly instance: InstanceId;
  readonly act: ControlAct;
}

async function act(world: World, engine: Engine, { instance, act: wanted }: Asked): Promise<void> {
  await engine.refresh(instance);
  const proposed = await engine.proposeReading({ kind: 'control', instance, act: wanted }, actor(USER));
  if (proposed.kind !== 'proposed') return tell(world, `${wanted.kind} of ${instance}`, JSON.stringify(proposed));
  const { id } = proposed.state.plan;
  const confirmed = await engine.confirm(id, actor(USER));
  world.watcher.confirmed(id, confirmed);
  if (confirmed.kind !== 'started') return tell(world, `${wanted.kind} of ${instance}`, JSON.stringify(confirmed));
  const { outcome } = await engine.whenFinished(id);
  tell(world, `${wanted.kind} of ${instance}`, outcome ?? 'not ended');
}

function tell({ narration }: World, what: string, answer: string): void {
  narration.say(USER, `asks for ${what}: ${answer}`);
}

function isDetachedAt({ fleet }: World, id: InstanceId, name: string): boolean {
  const channel = fleet.server(id).channels.get(name);
  return channel !== undefined && isDetached(channel.source);
}

function standsAt({ fleet }: World, id: InstanceId, name: string): boolean {
  const channel = fleet.server(id).channels.get(name);
  return channel !== undefined && (channel.receiver.state === 'stopped' || channel.applier.state === 'stopped');
}

function runsAt({ fleet }: World, id: InstanceId, name: string): boolean {
  const channel = fleet.server(id).channels.get(name);
  return channel !== undefined && (channel.receiver.state !== 'stopped' || channel.applier.state !== 'stopped');
}

function standing(world: World): readonly string[] {
  const { fleet, servers } = world;
  return servers.flatMap((id) =>
    [...fleet.server(id).channels].flatMap(([name, { receiver, applier }]) =>
      (standsAtHole(world, id, receiver.error?.number) ? [] : [receiver, applier]).flatMap(({ state, error }) =>
        state === 'running' ? [] : [`${id} ${name} is ${state}: ${error?.number ?? 0} ${error?.text ?? ''}`],
      ),
    ),
  );
}

/** Where a filter has left something out on MariaDB, its log has a hole; a plan warns of the filter, and cannot see who stands in one. */
function standsAtHole(world: World, id: InstanceId, error: number | undefined): boolean {
  if (error !== REFUSED_BY_SOURCE) return false;
  const part = world.partOf(id);
  return world.scenario.servers.some(
    (server) =>
      isMariadb(server) &&
      part.includes(idNamed(server.name)) &&
      server.channels.some(({ ignoredSchema }) => ignoredSchema !== null),
  );
}
