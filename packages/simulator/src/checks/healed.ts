/** What must be so a bounded time after the last fault: L1 to L5 and L8, each as a list of what is not so yet. */
import type { Observation } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { idNamed } from '../world/build-fleet.ts';
import { groupsOf, isWhole, membersOf } from '../world/groups.ts';
import type { World } from '../world/world.ts';
import type { InvariantNumber } from './invariants.ts';
import { writersFound } from './one-writer.ts';
import { replicaProblems } from './replicas-found.ts';
import { unequalReplicas } from './transactions.ts';

export interface Unmet {
  readonly invariant: InvariantNumber;
  readonly found: string;
}

export function unmetYet(world: World): readonly Unmet[] {
  return [
    ...unmet('L1', unfinishedPlans(world)),
    ...unmet('L2', stuckLocks(world)),
    ...unmet('L3', untruths(world)),
    ...unmet('L4', lostReplicas(world)),
    ...unmet('L5', unequal(world)),
    ...unmet('L8', writersFound(world)),
  ];
}

function unmet(invariant: InvariantNumber, found: readonly string[]): readonly Unmet[] {
  return found.map((text) => ({ invariant, found: text }));
}

function unfinishedPlans({ ledger }: World): readonly string[] {
  return [...ledger.plans.values()]
    .filter(({ finishedAtMs }) => finishedAtMs === null)
    .map(({ plan }) => `plan ${plan.id} has not ended`);
}

function stuckLocks({ processes }: World): readonly string[] {
  return [...processes.values()].flatMap(({ name, engine }) =>
    [...engine.snapshot().clusters.keys()].flatMap((cluster) => {
      const lock = engine.runningOn(cluster);
      return lock === null ? [] : [`${name} holds the lock of ${cluster} for plan ${lock.plan}`];
    }),
  );
}

function untruths(world: World): readonly string[] {
  return [...world.processes.values()].flatMap(({ name, engine }) => {
    const { instances } = engine.snapshot();
    const strangers = [...instances.keys()]
      .filter((id) => !world.fleet.has(id))
      .map((id) => `${name} shows ${id}, which is not`);
    const wrong = world.servers.flatMap((id) => {
      const shown = instances.get(id);
      if (shown === undefined) return [`${name} does not show ${id}`];
      if (shown.health !== 'ok') return [`${name} shows ${id} as ${shown.health}`];
      const [is, says] = [truthOf(world.fleet.observe(id)), truthOf(shown.observation)];
      return is === says ? [] : [`${name} shows ${id} as ${says}; it is ${is}`];
    });
    return [...strangers, ...wrong];
  });
}

/** Structure; positions move on while they are looked at. */
function truthOf(observation: Observation | null): string {
  const channels = observation?.channels.map(
    ({ name, source, receiver, applier, receiverError, applierError }) =>
      `${name}<-${instanceIdOf(source)} ${receiver}/${applier} ${receiverError?.number ?? 0}/${applierError?.number ?? 0}`,
  );
  return `[${channels?.join(', ') ?? 'nothing'}] ${observation?.settings.readOnly === true ? 'ro' : 'rw'}`;
}

function lostReplicas(world: World): readonly string[] {
  const { scenario, fleet, ledger } = world;
  return scenario.servers.flatMap(({ name, channels }) => {
    const id = idNamed(name);
    return channels.flatMap((channel) => replicaProblems({ fleet, ledger, channel, id, part: world.partOf(id) }));
  });
}

function unequal(world: World): readonly string[] {
  const { scenario } = world;
  const parted = [...groupsOf(scenario)].filter((group) => !isWhole(world, membersOf(scenario, group)));
  return [...parted.map((group) => `the group ${group} is not whole`), ...unequalReplicas(world)];
}
