/**
 * The heart of the shared worker: one event stream for all tabs of this browser. It keeps the newest whole, so that a
 * tab that opens later is served at once; asks the server for the union of the clusters that tabs want; and heals by
 * itself: every failure (closed stream, silence, gap, refused subscription) ends in a new connection after a pause.
 * Time, chance and the network come in through `HubPorts`.
 */
import { HEARTBEAT_INTERVAL_MS, MAX_SUBSCRIBED_CLUSTERS } from '@topiary/contract';
import type { ClusterId, LiveEvent } from '@topiary/contract';
import type { LinkState } from './live-link.ts';
import { MAX_TABS, TAB_LEASE_MS } from './messages.ts';
import type { WorkerMessage } from './messages.ts';
import { EMPTY_WHOLE, forgetClusters, reduceLive } from './reduce-live.ts';
import type { LiveWhole } from './reduce-live.ts';

export interface HubPorts {
  openStream(handlers: { onEvent(event: LiveEvent): void; onFailure(): void }): { close(): void };
  subscribe(connection: string, clusters: readonly ClusterId[]): Promise<void>;
  now(): number;
  after(milliseconds: number, action: () => void): { cancel(): void };
  /** Between 0 and 1. */
  random(): number;
}

export interface HubTab {
  want(clusters: readonly ClusterId[]): void;
  resync(): void;
  /** False when the hub has let this tab go; it must attach again. */
  beat(): boolean;
  leave(): void;
}

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 10_000;
/** Two heartbeats may be lost; then the connection counts as dead even if nobody closed it. */
const SILENCE_LIMIT_MS = HEARTBEAT_INTERVAL_MS * 2.6;
const CHECK_INTERVAL_MS = 1_000;

interface Tab {
  readonly post: (message: WorkerMessage) => void;
  wanted: ReadonlySet<ClusterId>;
  seenAt: number;
}

interface Cancellable {
  cancel(): void;
}

export class LiveHub {
  private readonly ports: HubPorts;
  private readonly tabs = new Set<Tab>();
  private first: Tab | null = null;
  private whole: LiveWhole = EMPTY_WHOLE;
  private state: LinkState = { kind: 'connecting' };
  private stream: { close(): void } | null = null;
  /** The server's name for the open stream; `null` until its first event. */
  private connection: string | null = null;
  private subscribed: ReadonlySet<ClusterId> = new Set();
  private subscribing = false;
  private heardAt = 0;
  private failures = 0;
  private retry: Cancellable | null = null;
  private watch: Cancellable | null = null;

  constructor(ports: HubPorts) {
    this.ports = ports;
  }

  attach(post: (message: WorkerMessage) => void): HubTab {
    const tab: Tab = { post, wanted: new Set(), seenAt: this.ports.now() };
    this.admit(tab);
    return {
      want: (clusters) => this.want(tab, clusters),
      resync: () => this.serveWhole(tab),
      beat: () => {
        tab.seenAt = this.ports.now();
        return this.tabs.has(tab);
      },
      leave: () => this.release(tab),
    };
  }

  private admit(tab: Tab): void {
    if (this.tabs.size >= MAX_TABS) this.tabs.delete(oldest(this.tabs));
    this.tabs.add(tab);
    this.chooseFirst();
    tab.post({ kind: 'state', state: this.state });
    this.serveWhole(tab);
    if (this.stream === null && this.retry === null) this.connect();
    this.watch ??= this.ports.after(CHECK_INTERVAL_MS, () => this.check());
  }

  private release(tab: Tab): void {
    this.tabs.delete(tab);
    this.chooseFirst();
    if (this.tabs.size === 0) this.rest();
    else void this.subscribe();
  }

  /** The one that is there longest. One that was let go is told too: it may only have slept. */
  private chooseFirst(): void {
    const [first = null] = this.tabs;
    if (first === this.first) return;
    this.first?.post({ kind: 'first', isFirst: false });
    this.first = first;
    first?.post({ kind: 'first', isFirst: true });
  }

  private want(tab: Tab, clusters: readonly ClusterId[]): void {
    const before = tab.wanted;
    tab.wanted = new Set(clusters);
    this.serveClusters(
      tab,
      clusters.filter((id) => !before.has(id)),
    );
    void this.subscribe();
  }

  private connect(): void {
    this.retry = null;
    this.heardAt = this.ports.now();
    const opened = this.ports.openStream({
      onEvent: (event) => {
        if (this.stream === opened) this.onEvent(event);
      },
      onFailure: () => {
        if (this.stream === opened) this.disconnect();
      },
    });
    this.stream = opened;
  }

  private disconnect(): void {
    this.closeStream();
    this.failures += 1;
    if (this.state.kind !== 'disconnected') this.setState({ kind: 'disconnected', since: this.ports.now() });
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.failures - 1, 10), LONGEST_PAUSE_MS);
    this.retry?.cancel();
    this.retry = this.ports.after(pause * (0.75 + this.ports.random() / 2), () => this.connect());
  }

  private onEvent(event: LiveEvent): void {
    this.heardAt = this.ports.now();
    if (event.type === 'hello') this.greet(event.connection);
    const reduced = reduceLive(this.whole, event);
    if (reduced.outcome === 'gap') return this.disconnect();
    this.whole = reduced.whole;
    for (const tab of this.tabs) if (concerns(event, tab)) tab.post({ kind: 'event', event });
  }

  private greet(connection: string): void {
    this.connection = connection;
    this.failures = 0;
    this.setState({ kind: 'live' });
    void this.subscribe();
  }

  /** One request at a time; what changes meanwhile goes into the next. */
  private async subscribe(): Promise<void> {
    const wanted = union(this.tabs);
    const at = this.connection;
    if (this.subscribing || at === null || same(wanted, this.subscribed)) return;
    this.subscribing = true;
    const accepted = await this.ports.subscribe(at, [...wanted]).then(
      () => true,
      () => false,
    );
    this.subscribing = false;
    if (this.connection === at) {
      if (!accepted) return this.disconnect();
      this.subscribed = wanted;
      this.whole = forgetClusters(this.whole, wanted);
    }
    await this.subscribe();
  }

  private serveWhole(tab: Tab): void {
    const { status, fleet } = this.whole;
    if (status !== null) tab.post({ kind: 'event', event: { type: 'status', status } });
    if (fleet !== null) {
      tab.post({ kind: 'event', event: { type: 'fleet', sequence: fleet.sequence, fleet: fleet.value } });
    }
    this.serveClusters(tab, [...tab.wanted]);
  }

  private serveClusters(tab: Tab, ids: readonly ClusterId[]): void {
    for (const id of ids) {
      const cluster = this.whole.clusters.get(id);
      if (cluster === undefined) continue;
      tab.post({ kind: 'event', event: { type: 'cluster', sequence: cluster.sequence, cluster: cluster.value } });
    }
  }

  private check(): void {
    const now = this.ports.now();
    for (const tab of this.tabs) if (now - tab.seenAt > TAB_LEASE_MS) this.tabs.delete(tab);
    this.chooseFirst();
    if (this.tabs.size === 0) return this.rest();
    if (this.stream !== null && now - this.heardAt > SILENCE_LIMIT_MS) this.disconnect();
    void this.subscribe();
    this.watch = this.ports.after(CHECK_INTERVAL_MS, () => this.check());
  }

  /** Nobody looks: no stream, no timers, nothing kept. */
  private rest(): void {
    this.watch?.cancel();
    this.retry?.cancel();
    this.watch = null;
    this.retry = null;
    this.closeStream();
    this.whole = EMPTY_WHOLE;
    this.state = { kind: 'connecting' };
  }

  private closeStream(): void {
    this.stream?.close();
    this.stream = null;
    this.connection = null;
    this.subscribed = new Set();
  }

  private setState(state: LinkState): void {
    this.state = state;
    for (const tab of this.tabs) tab.post({ kind: 'state', state });
  }
}

function concerns(event: LiveEvent, tab: Tab): boolean {
  switch (event.type) {
    case 'cluster':
      return tab.wanted.has(event.cluster.id);
    case 'cluster-patch':
    case 'cluster-gone':
      return tab.wanted.has(event.id);
    case 'hello':
    case 'status':
    case 'fleet':
    case 'fleet-patch':
    case 'plan':
    case 'findings':
    case 'recoveries':
    case 'heartbeat':
      return true;
  }
}

function union(tabs: ReadonlySet<Tab>): ReadonlySet<ClusterId> {
  return new Set([...tabs].flatMap((tab) => [...tab.wanted]).slice(-MAX_SUBSCRIBED_CLUSTERS));
}

function same(a: ReadonlySet<ClusterId>, b: ReadonlySet<ClusterId>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}

function oldest(tabs: ReadonlySet<Tab>): Tab {
  return [...tabs].reduce((a, b) => (a.seenAt <= b.seenAt ? a : b));
}
