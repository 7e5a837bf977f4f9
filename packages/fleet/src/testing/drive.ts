/** For this package's tests: acting on a fleet in one line. */
import { asInstant, buildSnapshot, DEFAULT_POLICY } from '@topiary/domain';
import type { InstanceId, ReplicationChannel, ServerRecord, TopologySnapshot } from '@topiary/domain';
import { countedClusterIds, id, unprobedRecord } from '@topiary/domain/testing';
import type { Command, Write } from '../commands/command.ts';
import type { Fleet } from '../fleet.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Session } from '../model/session.ts';

/** What a command was answered with; `null` while it waits. */
export interface Answered {
  outcome: Outcome | null;
}

export function open(fleet: Fleet, name: string, user = 'root'): Session {
  const session = fleet.openSession(id(name), { user });
  if ('kind' in session) throw new Error(session.text);
  return session;
}

/** As root, on a session of its own that ends with the answer. */
export function act(fleet: Fleet, name: string, command: Command, user = 'root'): Answered {
  const session = open(fleet, name, user);
  const answered: Answered = { outcome: null };
  fleet.perform(session, command, (outcome) => {
    answered.outcome = outcome;
    fleet.closeSession(session);
  });
  return answered;
}

export function actOn(fleet: Fleet, session: Session, command: Command): Answered {
  const answered: Answered = { outcome: null };
  fleet.perform(session, command, (outcome) => {
    answered.outcome = outcome;
  });
  return answered;
}

/** The error's number, 0 when it succeeded, `null` while it waits. */
export function numberOf({ outcome }: Answered): number | null {
  if (outcome === null) return null;
  return outcome.kind === 'error' ? outcome.number : 0;
}

/** Throws unless it succeeds at once. */
export function must(fleet: Fleet, name: string, command: Command): void {
  const { outcome } = act(fleet, name, command);
  if (outcome?.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(command)} gave ${JSON.stringify(outcome)}`);
}

export function write(fleet: Fleet, name: string, what: Write = {}): Answered {
  return act(fleet, name, { kind: 'write', write: what });
}

export function writeMany(fleet: Fleet, name: string, times: number): void {
  for (let count = 0; count < times; count += 1) write(fleet, name);
}

export function set(fleet: Fleet, name: string, variable: string, value: string | number): void {
  must(fleet, name, { kind: 'set-variable', scope: 'global', name: variable, value });
}

export function run(fleet: Fleet, ms: number): void {
  fleet.advance(fleet.nowMs + ms);
}

export function start(fleet: Fleet, name: string): void {
  must(fleet, name, { kind: 'start-threads', channel: '', threads: BOTH });
}

export function stop(fleet: Fleet, name: string): void {
  must(fleet, name, { kind: 'stop-threads', channel: '', threads: BOTH });
}

export const BOTH = { receiver: true, applier: true } as const;
export const RECEIVER = { receiver: true, applier: false } as const;
export const APPLIER = { receiver: false, applier: true } as const;

/** The only channel of a server, as a probe sees it. */
export function channelOf(fleet: Fleet, name: string): ReplicationChannel {
  const [channel] = fleet.observe(id(name)).channels;
  if (channel === undefined) throw new Error(`${name} has no channel`);
  return channel;
}

export function executedOf(fleet: Fleet, name: string): string {
  const { gtid } = fleet.observe(id(name));
  if (gtid.kind === 'mysql') return gtid.executed;
  return gtid.kind === 'mariadb' ? gtid.binlogPosition : '';
}

/** The snapshot that probes of every running server give. */
export function snapshotOfFleet(fleet: Fleet): TopologySnapshot {
  const records = new Map<InstanceId, ServerRecord>();
  for (const each of fleet.ids) {
    const { address } = fleet.server(each);
    const observation = fleet.state(each) === 'up' ? fleet.observe(each) : null;
    records.set(each, { ...unprobedRecord(address), observation, observedAt: asInstant(fleet.nowMs) });
  }
  return buildSnapshot({
    asOf: asInstant(fleet.nowMs),
    records,
    aliases: new Map(),
    previous: null,
    changed: null,
    knownClusters: new Map(),
    mintClusterId: countedClusterIds(),
    policy: DEFAULT_POLICY,
  }).snapshot;
}
