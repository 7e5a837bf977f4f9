import { asInstant, chunkOf, instanceIdOf, markerStatement, NO_PSEUDO_GTID } from '@topiary/domain';
import type { Address, InstanceId, LogEvent, Observation } from '@topiary/domain';
import { id, recordNamed, recordsOf } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import type { LogReadRequest } from '../ports/logs.ts';
import { VirtualClock } from '../testing/index.ts';
import { matchBelow } from './match-below.ts';
import type { MatchAnswers, MatchBelowRequest, MatchServices } from './match-below.ts';

const FILE = 'binlog.000001';
const READ_MS = 10;
const AUTO = { ...NO_PSEUDO_GTID, auto: true, chunkEvents: 10 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Servers whose logs have markers and statements: `5` are five statements behind the marker. */
class Logs implements MatchServices {
  readonly clock = new VirtualClock(turn);
  readonly servers = this;
  readonly reads = new Map<InstanceId, number>();
  readonly observations: ReadonlyMap<string, Observation>;
  applier: 'running' | 'stopped' = 'stopped';
  /** Servers that do not keep the order of commits. */
  readonly isParallel = new Set<string>();
  /** Called with each read. */
  onRead: () => void = () => undefined;
  private readonly events = new Map<InstanceId, readonly LogEvent[]>();

  constructor(statements: Readonly<Record<string, number>>) {
    const names = Object.keys(statements);
    const records = recordsOf(`m > ${names.join(', ')}`, { gtid: false });
    this.observations = new Map(names.map((name) => [name, seen(recordNamed(records, name).observation)]));
    for (const [name, count] of Object.entries(statements)) this.events.set(id(name), log(count));
  }

  listBinaryLogs(address: Address): ReturnType<MatchServices['servers']['listBinaryLogs']> {
    const size = this.events.get(instanceIdOf(address))?.at(-1)?.endPosition ?? 4;
    return Promise.resolve({
      kind: 'logs',
      logs: [{ name: FILE, size }],
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
    const channels = observation?.channels.map((channel) => ({ ...channel, applier: this.applier })) ?? [];
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
        settings: AUTO,
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

describe('several replicas below one server', () => {
  test('each get their own place, and the log of the server is read once for all of them', async () => {
    const one = new Logs({ t: 500, a: 300 });
    await one.match(['a'], 't');
    const logs = new Logs({ t: 500, a: 300, b: 200, c: 400, d: 0 });
    const answers = await logs.match(['a', 'b', 'c', 'd'], 't');
    expect([...answers].map(([name, answer]) => [name, answer.kind === 'matched' ? answer.position : answer])).toEqual([
      [id('a'), { file: FILE, position: 30_200 }],
      [id('b'), { file: FILE, position: 20_200 }],
      [id('c'), { file: FILE, position: 40_200 }],
      [id('d'), { file: FILE, position: 200 }],
    ]);
    expect(logs.reads.get(id('t'))).toBe(one.reads.get(id('t')));
  });

  test('one that is ahead is refused, and the others are not held up', async () => {
    const answers = await new Logs({ t: 50, a: 60, b: 20 }).match(['a', 'b'], 't');
    expect(answers.get(id('a'))).toMatchObject({
      refusal: { kind: 'replica-ahead', first: { at: { position: 5_200 } } },
    });
    expect(answers.get(id('b'))).toMatchObject({ kind: 'matched' });
  });

  test('tell how far they have read', async () => {
    const told: number[] = [];
    const logs = new Logs({ t: 50, a: 20 });
    await logs.match(['a'], 't', {
      onProgress: ({ server, events }) => (server === id('t') ? told.push(events) : undefined),
    });
    expect(told.length).toBeGreaterThan(2);
    expect(told.toSorted((left, right) => left - right)).toEqual(told);
  });
});

describe('a match is refused', () => {
  test('when its time is over', async () => {
    const answers = await new Logs({ t: 500, a: 300 }).match(['a'], 't', { deadlineMs: 100 });
    expect(answers.get(id('a'))).toMatchObject({ refusal: { kind: 'out-of-time', waitedMs: 100 } });
  });

  test('while the applier runs, also when it was started meanwhile', async () => {
    const running = new Logs({ t: 5, a: 3 });
    running.applier = 'running';
    expect((await running.match(['a'], 't')).get(id('a'))).toMatchObject({ refusal: { kind: 'applier-runs' } });
    const started = new Logs({ t: 5, a: 3 });
    started.onRead = () => {
      started.applier = 'running';
    };
    expect((await started.match(['a'], 't')).get(id('a'))).toMatchObject({ refusal: { kind: 'applier-runs' } });
  });

  test('where the order of commits is not kept, on either side', async () => {
    const logs = new Logs({ t: 5, a: 3, b: 2 });
    logs.isParallel.add('a');
    const answers = await logs.match(['a', 'b'], 't');
    // Its relay log has the order of the source, and no marker here.
    expect(answers.get(id('a'))).toMatchObject({ refusal: { side: 'replica' } });
    expect(answers.get(id('b'))).toMatchObject({ kind: 'matched' });
    expect((await logs.match(['b'], 'a')).get(id('b'))).toMatchObject({
      refusal: { kind: 'commit-order', side: 'target' },
    });
  });

  test('without a pattern, and with a bad one', async () => {
    const logs = new Logs({ t: 5, a: 3 });
    expect((await logs.match(['a'], 't', { settings: NO_PSEUDO_GTID })).get(id('a'))).toMatchObject({
      refusal: { kind: 'no-pattern' },
    });
    const settings = { ...NO_PSEUDO_GTID, pattern: '(' };
    expect((await logs.match(['a'], 't', { settings })).get(id('a'))).toMatchObject({
      refusal: { kind: 'bad-pattern' },
    });
  });
});
