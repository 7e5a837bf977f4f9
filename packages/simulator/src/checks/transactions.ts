/** S8, S9, L5: what servers hold, by the identity of each write and not by its GTID. */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Fleet, HeldTransaction } from '@topiary/fleet';
import { reachable } from '../scenario/reachable.ts';
import { circleOf } from '../scenario/shapes.ts';
import { idNamed } from '../world/build-fleet.ts';
import { primaryOf } from '../world/groups.ts';
import type { World } from '../world/world.ts';
import type { Writes } from './left-out-writes.ts';
import type { Ledger } from './ledger.ts';
import { hasNewMaster } from './new-masters.ts';

type Runs = HeldTransaction['runs'];

/**
 * S8. Where a disk lost transactions, their GTIDs may be given to others, which replicas then take for what they have.
 * What a filter somewhere leaves out does not count.
 */
export function gapsIn(world: World): readonly string[] {
  const { fleet, ledger, servers } = world;
  if (ledger.disturbances.some(({ kind }) => kind === 'lost-tail')) return [];
  const filtered = world.leftOut.seenBy(fleet);
  return servers.filter((id) => !hasSkipped(world, id)).flatMap((id) => gapsOf(fleet, id, filtered));
}

/** Somebody had a transaction skipped that failed, on a server of its part: its replicas lack it, too. */
function hasSkipped(world: World, id: InstanceId): boolean {
  const part = world.partOf(id);
  return world.ledger.sent.some(({ step }) => step.kind === 'skip-transaction' && part.includes(step.instance));
}

function gapsOf(fleet: Fleet, id: InstanceId, filtered: Writes): readonly string[] {
  return fleet.transactionsOf(id).flatMap(({ stream, runs }) => {
    if (runs.length === 1 && runs[0]?.[0] === 1) return [];
    const latest = runs.at(-1)?.[1] ?? 0;
    const left = filtered.get(stream);
    const has = numbersIn(runs);
    const written = [...numbersIn(runsOf(fleet, originOf(stream), stream))];
    const isMissing = written.some((number) => number < latest && !has.has(number) && left?.has(number) !== true);
    return isMissing ? [`${id} holds ${runsText(runs)} of ${stream}`] : [];
  });
}

function numbersIn(runs: Runs): Set<number> {
  const numbers = new Set<number>();
  for (const [from, to] of runs) for (let at = from; at <= to; at += 1) numbers.add(at);
  return numbers;
}

function runsOfNumbers(numbers: ReadonlySet<number>, left: ReadonlySet<number> | undefined): Runs {
  const runs: [number, number][] = [];
  for (const number of [...numbers].toSorted((one, other) => one - other)) {
    if (left?.has(number) === true) continue;
    const last = runs.at(-1);
    if (last !== undefined && isNext(last[1], number, left)) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}

/** Only what was left out lies between them. */
function isNext(last: number, number: number, left: ReadonlySet<number> | undefined): boolean {
  for (let between = last + 1; between < number; between += 1) if (left?.has(between) !== true) return false;
  return true;
}

/** A write that failed has a number too: what its own server does not hold was never there. */
function runsOf(fleet: Fleet, server: InstanceId, stream: string): Runs {
  return fleet.transactionsOf(server).find((held) => held.stream === stream)?.runs ?? [];
}

/** `a1:3306`, and `a1:3306#2` for its second life. */
function originOf(stream: string): InstanceId {
  return (stream.split('#')[0] ?? stream) as InstanceId;
}

function runsText(runs: Runs): string {
  return runs.map(([from, to]) => `${from}-${to}`).join(', ');
}

/** S9. */
export function lostWrites(fleet: Fleet, ledger: Ledger): readonly string[] {
  return fleet.acknowledged.flatMap(({ server, transaction }) => {
    if (ledger.wasDisturbed(server, ['lost-tail'], 0)) return [];
    const { stream, number } = transaction.identity;
    const held = fleet.transactionsOf(server).find((one) => one.stream === stream);
    return holds(held, number) ? [] : [`${server} said that write ${number} of ${stream} is kept, and has it no more`];
  });
}

function holds(held: HeldTransaction | undefined, number: number): boolean {
  return held?.runs.some(([from, to]) => from <= number && number <= to) ?? false;
}

/**
 * L5: of those that read from all of their sources and apply, in parts of the world where no disk lost anything: each has
 * what its sources have together, what filters leave out apart. Where a replica took the place of a master that was gone, or
 * somebody was detached from a circle in which several write, each has at least that: an old master returns with what it alone
 * has, and what a member writes comes to those that it comes to.
 */
export function unequalReplicas(world: World): readonly string[] {
  const { fleet, ledger, servers } = world;
  const left = world.leftOut.seenBy(fleet);
  return servers.flatMap((id) => {
    if (world.partOf(id).some((member) => ledger.wasDisturbed(member, ['lost-tail'], 0))) return [];
    if (hasSkipped(world, id)) return [];
    const sources = sourcesOf(fleet, id);
    if (sources.length === 0 || !isFollowing(world, id)) return [];
    const mayHaveMore = hasNewMaster(ledger, world.partOf(id)) || hasOpenedCircle(world, id);
    const [own, theirs] = [
      heldText(fleet, [id], left),
      heldText(fleet, mayHaveMore ? [id, ...sources] : sources, left),
    ];
    return own === theirs ? [] : [`${id} holds ${own}, its sources ${sources.join(', ')} hold ${theirs}`];
  });
}

function hasOpenedCircle(world: World, id: InstanceId): boolean {
  const part = world.partOf(id);
  const circle = circleOf(world.scenario.servers).map(idNamed);
  return world.ledger.sent.some(
    ({ step }) => step.kind === 'rename-source' && part.includes(step.instance) && circle.includes(step.instance),
  );
}

function heldText(fleet: Fleet, ids: readonly InstanceId[], left: Writes): string {
  const held = new Map<string, Set<number>>();
  for (const { stream, runs } of ids.flatMap((id) => fleet.transactionsOf(id))) {
    held.set(stream, new Set([...numbersIn(runs), ...(held.get(stream) ?? [])]));
  }
  return [...held]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([stream, numbers]) => ({ stream, runs: runsOfNumbers(numbers, left.get(stream)) }))
    .flatMap(({ stream, runs }) => (runs.length === 0 ? [] : [`${stream} ${runsText(runs)}`]))
    .join('; ');
}

/** Where a server gets its data from: its sources, and the primary of its group. */
function sourcesOf(fleet: Fleet, id: InstanceId): readonly InstanceId[] {
  if (!fleet.has(id)) return [];
  const sources = [...fleet.server(id).channels.values()].map(({ source }) => instanceIdOf(source));
  const primary = primaryOf(fleet, id);
  return primary === null || primary === id ? sources : [...sources, primary];
}

/**
 * Whether everything that its masters have comes to it. A master, and the primary of a group, follow nobody; nobody is
 * followed in a circle that nobody planned: a hand that moved a plan's target at the same moment closed it.
 */
export function isFollowing({ fleet, scenario }: World, id: InstanceId): boolean {
  return standingAbove({ fleet, scenario }, id) !== null;
}

/** Whether a filter on the way leaves something out: on MariaDB such a server may never reach what others have. */
export function isFiltered({ fleet, scenario }: World, id: InstanceId): boolean {
  const above = standingAbove({ fleet, scenario }, id) ?? new Set();
  return scenario.servers.some(
    ({ name, channels }) => above.has(idNamed(name)) && channels.some(({ ignoredSchema }) => ignoredSchema !== null),
  );
}

/** Itself and everybody above it; `null`: something keeps it from following them. */
function standingAbove(
  { fleet, scenario }: Pick<World, 'fleet' | 'scenario'>,
  id: InstanceId,
): ReadonlySet<InstanceId> | null {
  const circle = new Set(circleOf(scenario.servers).map(idNamed));
  const above = allAbove(fleet, id);
  if (![...above].every((source) => fleet.has(source) && passesOn({ fleet, scenario }, source))) return null;
  const all = new Set([id, ...above]);
  const isFine = (at: InstanceId): boolean =>
    readsAndApplies(fleet, at) && (circle.has(at) || !allAbove(fleet, at).has(at));
  return [...all].every(isFine) ? all : null;
}

/** With itself where it stands in a circle. */
function allAbove(fleet: Fleet, id: InstanceId): ReadonlySet<InstanceId> {
  return reachable(id, (at) => sourcesOf(fleet, at));
}

function readsAndApplies(fleet: Fleet, id: InstanceId): boolean {
  const { channels, group } = fleet.server(id);
  if (group !== null && (!group.hasQuorum || group.members.find((one) => one.id === id)?.state !== 'ONLINE'))
    return false;
  return [...channels.values()].every(
    ({ receiver, applier }) => receiver.state === 'running' && applier.state === 'running',
  );
}

/** A server that does not log what it applies has nothing for its replicas, nor what it applied before it became a master. */
function passesOn({ fleet, scenario }: Pick<World, 'fleet' | 'scenario'>, id: InstanceId): boolean {
  const wasReplica = scenario.servers.some(({ name, channels }) => idNamed(name) === id && channels.length > 0);
  const isReplica = wasReplica || fleet.server(id).channels.size > 0;
  const logs = fleet.variable(id, 'log_replica_updates') ?? fleet.variable(id, 'log_slave_updates');
  return !isReplica || logs === 'ON' || logs === 1;
}
