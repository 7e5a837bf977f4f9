/** What happens around recoveries: servers that die for long, and people who tell Topiary when it may not repair. */
import type { InstanceId } from '@topiary/domain';
import type { Action, ActionKind } from '../scenario/scenario.ts';
import { idNamed } from './build-fleet.ts';
import { actor } from './people.ts';
import { crash, restart } from './power.ts';
import type { World } from './world.ts';

type Of<Kind extends ActionKind> = Extract<Action, { kind: Kind }>;

const REASON = 'they work on it';

/** Whoever is at the place that is meant, in the tree of the server that is named. */
export function loseServer(world: World, { server, which, what, forMs }: Of<'lose-server'>): boolean {
  const id = victimOf(world, idNamed(server), which);
  if (id === null) return false;
  world.narration.say('fault', `${what === 'machine' ? 'the machine of ' : ''}${id}, ${which}, is lost`);
  world.ledger.disturb(id, 'fault', 'is lost');
  crash(world, id, what);
  if (forMs === null) world.lost.add(id);
  else world.later(forMs, () => restart(world, id));
  return true;
}

function victimOf(world: World, named: InstanceId, which: Of<'lose-server'>['which']): InstanceId | null {
  const { fleet } = world;
  const up = world.partOf(named).filter((id) => fleet.state(id) === 'up' && fleet.server(id).group === null);
  const isRead = (id: InstanceId): boolean => replicasAt(world, id).length > 0;
  const isReplica = (id: InstanceId): boolean => fleet.server(id).channels.size > 0;
  const found = up.filter((id) => isRead(id) && isReplica(id) === (which === 'intermediate-master'));
  return found.find((id) => id === named) ?? found[0] ?? null;
}

/** Whoever has it for a source. */
export function replicasAt({ fleet, servers }: World, source: InstanceId): readonly InstanceId[] {
  return servers.filter((id) =>
    [...fleet.server(id).channels.values()].some(({ source: { host, port } }) => `${host}:${port}` === source),
  );
}

export function beginDowntime(world: World, { process, user, server, forMs }: Of<'downtime'>): boolean {
  const running = world.process(process);
  if (running === null) return false;
  const instance = idNamed(server);
  const command = { kind: 'begin-downtime', instance, owner: user, reason: REASON, durationMs: forMs } as const;
  running.do(() => {
    void running.engine.register(command, actor(user)).then(({ kind }) => {
      world.narration.say(user, `downtimes ${instance} for ${forMs} ms: ${kind}`);
      if (kind === 'done') world.ledger.policy.downtimed(instance, running.clock.now() + forMs);
    });
  });
  return true;
}

export function switchOff(world: World, { process, user, forMs }: Of<'switch-off'>): boolean {
  const running = world.process(process);
  if (running === null) return false;
  const wish = { cluster: null, on: false, reason: REASON, durationMs: null } as const;
  running.do(() => {
    void running.engine.recoveries.setSwitch(wish, actor(user)).then(({ kind }) => {
      world.narration.say(user, `switches recoveries off: ${kind}`);
      if (kind !== 'done') return;
      world.ledger.policy.switched(true);
      world.later(forMs, () => switchOn(world, user));
    });
  });
  return true;
}

/** Whoever acts by then is told. */
export function switchOn(world: World, user: string): void {
  for (const running of world.processes.values())
    running.do(() => {
      const wish = { cluster: null, on: true, reason: '', durationMs: null } as const;
      void running.engine.recoveries.setSwitch(wish, actor(user)).then(({ kind }) => {
        if (kind !== 'done') return;
        world.narration.say(user, 'switches recoveries on');
        world.ledger.policy.switched(false);
      });
    });
}

export function acknowledgeAll(world: World, { process, user }: Of<'acknowledge'>): boolean {
  const running = world.process(process);
  if (running === null) return false;
  running.do(() => {
    const said = { actor: actor(user), comment: 'seen' };
    void running.engine.recoveries.acknowledge({ kind: 'all' }, said).then((result) => {
      world.narration.say(user, `acknowledges what was recovered: ${result.kind}`);
    });
  });
  return true;
}
