/** Servers with logs to be matched, in memory. */
import { asInstant, chunkOf, instanceIdOf, markerStatement, NO_PSEUDO_GTID } from '@topiary/domain';
import type { Address, InstanceId, LogEvent, Observation } from '@topiary/domain';
import { id, recordNamed, recordsOf } from '@topiary/domain/testing';
import type { LogReadRequest } from '../ports/logs.ts';
import { matchBelow } from '../pseudo-gtid/match-below.ts';
import type { MatchAnswers, MatchBelowRequest, MatchServices } from '../pseudo-gtid/match-below.ts';
import { VirtualClock } from './virtual-clock.ts';

export const LOG_FILE = 'binlog.000001';
const READ_MS = 10;
export const AUTO_MARKERS = { ...NO_PSEUDO_GTID, auto: true, chunkEvents: 10 };

/** Servers whose logs have markers and statements: `5` are five statements behind the marker. */
export class WrittenLogs implements MatchServices {
  readonly clock: VirtualClock;
  readonly servers = this;
  readonly reads = new Map<InstanceId, number>();
  readonly observations: ReadonlyMap<string, Observation>;
  applier: 'running' | 'stopped' = 'stopped';
  /** Servers whose appliers run all the same, and whose receivers read. */
  readonly isApplying = new Set<string>();
  /** Servers that do not keep the order of commits. */
  readonly isParallel = new Set<string>();
  /** Called with each read. */
  onRead: () => void = () => undefined;
  private readonly events = new Map<InstanceId, readonly LogEvent[]>();

  constructor(turn: () => Promise<void>, statements: Readonly<Record<string, number>>) {
    this.clock = new VirtualClock(turn);
    const names = Object.keys(statements);
    const records = recordsOf(`m > ${names.join(', ')}`, { gtid: false });
    this.observations = new Map(names.map((name) => [name, seen(recordNamed(records, name).observation)]));
    for (const [name, count] of Object.entries(statements)) this.write(name, count);
  }

  /** Its log has so many statements from now on. */
  write(name: string, statements: number): void {
    this.events.set(id(name), log(statements));
  }

  listBinaryLogs(address: Address): ReturnType<MatchServices['servers']['listBinaryLogs']> {
    const size = this.events.get(instanceIdOf(address))?.at(-1)?.endPosition ?? 4;
    return Promise.resolve({
      kind: 'logs',
      logs: [{ name: LOG_FILE, size }],
      keepsOrder: !this.isParallel.has(address.host),
    });
  }

  async readLog(
    address: Address,
    { log: which, from, limit }: LogReadRequest,
  ): ReturnType<MatchServices['servers']['readLog']> {
    const instance = instanceIdOf(address);
    this.reads.set(instance, (this.reads.get(instance) ?? 0) + 1);
    await this.clock.sleep(READ_MS);
    this.onRead();
    if (which === 'relay') return { kind: 'no-such-file' };
    const events = this.events.get(instance)?.filter(({ position }) => position >= (from ?? 0)) ?? [];
    const chunk = chunkOf(events.slice(0, limit + 1), limit + 1);
    return chunk === null ? { kind: 'no-such-file' } : { kind: 'chunk', chunk };
  }

  observeChannels(address: Address): ReturnType<MatchServices['servers']['observeChannels']> {
    const observation = this.observations.get(address.host);
    const applier = this.isApplying.has(address.host) ? 'running' : this.applier;
    const channels = observation?.channels.map((channel) => ({ ...channel, applier })) ?? [];
    return Promise.resolve({ kind: 'observed', channels });
  }

  match(replicas: readonly string[], target: string, change: Partial<MatchBelowRequest> = {}): Promise<MatchAnswers> {
    const serverOf = (name: string) => ({
      address: { host: name, port: 3306 },
      observation: seen(this.observations.get(name)),
    });
    return this.clock.until(
      matchBelow(this, {
        target: serverOf(target),
        replicas: replicas.map((name) => ({ ...serverOf(name), channel: '' })),
        settings: AUTO_MARKERS,
        deadlineMs: 60_000,
        ...change,
      }),
    );
  }
}

function seen(observation: Observation | null | undefined): Observation {
  if (observation === null || observation === undefined) throw new Error('a server that was observed');
  return observation;
}

/** Every statement takes 100 bytes. */
function log(statements: number): readonly LogEvent[] {
  const texts = [
    markerStatement({ at: asInstant(5_000), serverId: 1, random: () => 0.3 }),
    ...Array.from({ length: statements }, (_, index) => `insert into t values (${index})`),
  ];
  return texts.map((info, index) => ({
    position: 100 * (index + 1),
    type: 'Query',
    serverId: 1,
    endPosition: 100 * (index + 2),
    info,
  }));
}
