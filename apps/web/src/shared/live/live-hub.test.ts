import { describe, expect, test } from 'vitest';
import type { ClusterId, LiveEvent } from '@topiary/contract';
import { clusterOf, nodeOf } from '@topiary/contract/testing';
import { LiveHub } from './live-hub.ts';
import type { HubTab } from './live-hub.ts';
import { TAB_LEASE_MS } from './messages.ts';
import type { WorkerMessage } from './messages.ts';

const c1 = 'c1' as ClusterId;
const c2 = 'c2' as ClusterId;

/** A browser and a server in one: time that is moved by hand, streams that are opened and broken by hand. */
class World {
  now = 0;
  readonly streams: { emit(event: LiveEvent): void; fail(): void; closed: boolean }[] = [];
  readonly subscriptions: (readonly ClusterId[])[] = [];
  refuseSubscriptions = false;
  private timers: { at: number; action: () => void }[] = [];
  readonly hub = new LiveHub({
    openStream: ({ onEvent, onFailure }) => {
      const stream = { emit: onEvent, fail: onFailure, closed: false };
      this.streams.push(stream);
      return { close: () => void (stream.closed = true) };
    },
    subscribe: async (_, clusters) => {
      if (this.refuseSubscriptions) throw new Error('refused');
      this.subscriptions.push(clusters);
    },
    now: () => this.now,
    after: (milliseconds, action) => {
      const timer = { at: this.now + milliseconds, action };
      this.timers.push(timer);
      return { cancel: () => void (this.timers = this.timers.filter((other) => other !== timer)) };
    },
    random: () => 0.5,
  });

  open(): { readonly tab: HubTab; readonly heard: WorkerMessage[] } {
    const heard: WorkerMessage[] = [];
    return { tab: this.hub.attach((message) => heard.push(message)), heard };
  }

  get stream() {
    const last = this.streams.at(-1);
    if (last === undefined) throw new Error('no stream is open');
    return last;
  }

  hello(): void {
    this.stream.emit({ type: 'hello', connection: `s${this.streams.length}`, now: this.now });
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.action();
      await settle();
    }
    this.now = end;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

const kinds = (heard: readonly WorkerMessage[]) =>
  heard.map((message) => (message.kind === 'event' ? message.event.type : message.kind));
const whole = (sequence: number): LiveEvent => ({ type: 'cluster', sequence, cluster: clusterOf('a > b', { id: c1 }) });
const patch = (sequence: number): LiveEvent => ({
  type: 'cluster-patch',
  sequence,
  id: c1,
  head: null,
  nodes: [nodeOf('b', { lagSeconds: sequence })],
  removedNodes: [],
  edges: [],
  removedEdges: [],
});

describe('one browser', () => {
  test('has one stream, however many tabs are open', () => {
    const world = new World();
    for (let index = 0; index < 10; index += 1) world.open();
    expect(world.streams).toHaveLength(1);
  });

  test('asks for the union of what its tabs want, and for less when a tab leaves', async () => {
    const world = new World();
    const [one, two] = [world.open(), world.open()];
    world.hello();
    one.tab.want([c1]);
    await settle();
    two.tab.want([c1, c2]);
    await settle();
    two.tab.leave();
    await settle();
    expect(world.subscriptions).toEqual([[c1], [c1, c2], [c1]]);
  });

  test('closes its stream when the last tab leaves, and opens another for the next', async () => {
    const world = new World();
    const { tab } = world.open();
    world.hello();
    tab.leave();
    expect(world.stream.closed).toBe(true);
    await world.pass(60_000);
    expect(world.streams).toHaveLength(1);
    world.open();
    expect(world.streams).toHaveLength(2);
  });
});

describe('of all tabs one', () => {
  const told = (heard: readonly WorkerMessage[]) =>
    heard.flatMap((message) => (message.kind === 'first' ? [message.isFirst] : []));

  test('is told that it is the first, and another when that one leaves', () => {
    const world = new World();
    const [one, two, three] = [world.open(), world.open(), world.open()];
    expect([one, two, three].map(({ heard }) => told(heard))).toEqual([[true], [], []]);
    one.tab.leave();
    expect([one, two, three].map(({ heard }) => told(heard))).toEqual([[true, false], [true], []]);
  });

  test('that slept longer than its lease is the first no more, also when it wakes', async () => {
    const world = new World();
    const one = world.open();
    const two = world.open();
    await world.pass(TAB_LEASE_MS - 1_000);
    two.tab.beat();
    await world.pass(5_000);
    expect([one, two].map(({ heard }) => told(heard))).toEqual([[true, false], [true]]);
  });
});

describe('a tab', () => {
  test('that opens later gets the newest whole at once, then patches', async () => {
    const world = new World();
    const first = world.open();
    world.hello();
    first.tab.want([c1]);
    await settle();
    world.stream.emit(whole(4));
    world.stream.emit(patch(5));
    const late = world.open();
    late.tab.want([c1]);
    world.stream.emit(patch(6));
    const clusters = late.heard.flatMap((message) =>
      message.kind === 'event' && 'sequence' in message.event ? [[message.event.type, message.event.sequence]] : [],
    );
    expect(clusters).toEqual([
      ['cluster', 5],
      ['cluster-patch', 6],
    ]);
  });

  test('hears nothing of clusters that only others want', async () => {
    const world = new World();
    const [one, two] = [world.open(), world.open()];
    world.hello();
    one.tab.want([c1]);
    await settle();
    world.stream.emit(whole(1));
    expect(kinds(one.heard)).toContain('cluster');
    expect(kinds(two.heard)).not.toContain('cluster');
  });

  test('that stays silent for longer than its lease is let go, and is told so when it wakes', async () => {
    const world = new World();
    const [sleeper, awake] = [world.open(), world.open()];
    for (let minute = 0; minute < 4; minute += 1) {
      await world.pass(60_000);
      expect(awake.tab.beat()).toBe(true);
    }
    expect(world.now).toBeGreaterThan(TAB_LEASE_MS);
    expect(sleeper.tab.beat()).toBe(false);
  });
});

describe('the connection heals by itself', () => {
  test('after the server closed it, with longer and longer pauses', async () => {
    const world = new World();
    const { heard } = world.open();
    world.hello();
    world.stream.fail();
    expect(heard.at(-1)).toMatchObject({ kind: 'state', state: { kind: 'disconnected' } });
    await world.pass(400);
    expect(world.streams).toHaveLength(2);
    world.stream.fail();
    await world.pass(400);
    expect(world.streams).toHaveLength(2);
    await world.pass(400);
    expect(world.streams).toHaveLength(3);
    world.hello();
    expect(heard.at(-1)).toMatchObject({ kind: 'event', event: { type: 'hello' } });
    expect(kinds(heard).filter((kind) => kind === 'state')).toHaveLength(4);
  });

  test('after a patch was missed', async () => {
    const world = new World();
    const { tab, heard } = world.open();
    world.hello();
    tab.want([c1]);
    await settle();
    world.stream.emit(whole(1));
    world.stream.emit(patch(3));
    expect(world.streams[0]?.closed).toBe(true);
    await world.pass(1_000);
    world.hello();
    await settle();
    world.stream.emit(whole(3));
    expect(world.subscriptions).toEqual([[c1], [c1]]);
    expect(kinds(heard).filter((kind) => kind === 'cluster-patch')).toEqual([]);
  });

  test('after silence longer than heartbeats allow, although nobody closed anything', async () => {
    const world = new World();
    world.open().tab.beat();
    world.hello();
    await world.pass(12_000);
    expect(world.streams).toHaveLength(1);
    await world.pass(4_000);
    expect(world.streams[0]?.closed).toBe(true);
    expect(world.streams.length).toBeGreaterThan(1);
  });

  test('after the server refused a subscription', async () => {
    const world = new World();
    const { tab } = world.open();
    world.refuseSubscriptions = true;
    world.hello();
    tab.want([c1]);
    await settle();
    expect(world.streams[0]?.closed).toBe(true);
    world.refuseSubscriptions = false;
    await world.pass(1_000);
    world.hello();
    await settle();
    expect(world.subscriptions).toEqual([[c1]]);
  });

  test('and an event of a stream that was given up changes nothing', async () => {
    const world = new World();
    const { heard } = world.open();
    world.hello();
    const old = world.stream;
    old.fail();
    await world.pass(1_000);
    const before = heard.length;
    old.emit({ type: 'heartbeat', now: 0 });
    expect(heard).toHaveLength(before);
  });
});
