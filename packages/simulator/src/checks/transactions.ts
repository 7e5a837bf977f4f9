/** S8, S9, L5: what servers hold, by the identity of each write and not by its GTID. */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Fleet, HeldTransaction } from '@topiary/fleet';
import type { Ledger } from './ledger.ts';

/** Where a disk lost transactions, their GTIDs may be given to others, which replicas then take for what they have. */
export function gapsOf(fleet: Fleet, ledger: Ledger, id: InstanceId): readonly string[] {
  if (ledger.disturbances.some(({ kind }) => kind === 'lost-tail')) return [];
  return fleet.transactionsOf(id).flatMap(({ stream, runs }) => {
    if (runs.length === 1 && runs[0]?.[0] === 1) return [];
    const written = runsOf(fleet, originOf(stream), stream);
    const latest = runs.at(-1)?.[1] ?? 0;
    const should = written.filter(([from]) => from <= latest).map(([from, to]) => [from, Math.min(to, latest)]);
    if (JSON.stringify(should) === JSON.stringify(runs)) return [];
    return [`${id} holds ${runsText(runs)} of ${stream}`];
  });
}

/** A write that failed has a number too: what its own server does not hold was never there. */
function runsOf(fleet: Fleet, server: InstanceId, stream: string): HeldTransaction['runs'] {
  return fleet.transactionsOf(server).find((held) => held.stream === stream)?.runs ?? [];
}

/** `a1:3306`, and `a1:3306#2` for its second life. */
function originOf(stream: string): InstanceId {
  return (stream.split('#')[0] ?? stream) as InstanceId;
}

function runsText(runs: HeldTransaction['runs']): string {
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

/** L5: of those that read from their source and apply, in trees where no disk lost anything. */
export function unequalReplicas(fleet: Fleet, ledger: Ledger, servers: readonly InstanceId[]): readonly string[] {
  if (servers.some((id) => ledger.wasDisturbed(id, ['lost-tail'], 0))) return [];
  return servers.flatMap((id) => {
    const master = masterIfFollowing(fleet, id);
    if (master === null) return [];
    const [own, its] = [heldText(fleet, id), heldText(fleet, master)];
    return own === its ? [] : [`${id} holds ${own}, its master ${master} holds ${its}`];
  });
}

function heldText(fleet: Fleet, id: InstanceId): string {
  return JSON.stringify(fleet.transactionsOf(id));
}

/** `null`: a master itself, or a replica that something keeps from the end of what its master has. */
export function masterIfFollowing(fleet: Fleet, id: InstanceId): InstanceId | null {
  const passed = new Set<InstanceId>();
  for (let at = id; !passed.has(at);) {
    passed.add(at);
    const channel = fleet.server(at).channels.get('');
    if (channel === undefined) return at === id ? null : at;
    const source = instanceIdOf(channel.source);
    if (channel.receiver.state !== 'running' || channel.applier.state !== 'running') return null;
    if (!fleet.has(source) || !passesOn(fleet, source)) return null;
    at = source;
  }
  return null;
}

/** A server that does not log what it applies has nothing for its replicas. */
function passesOn(fleet: Fleet, id: InstanceId): boolean {
  const isReplica = fleet.server(id).channels.size > 0;
  const logs = fleet.variable(id, 'log_replica_updates') ?? fleet.variable(id, 'log_slave_updates');
  return !isReplica || logs === 'ON' || logs === 1;
}
