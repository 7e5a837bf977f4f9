/** Reads the event stream as a browser does: every event parsed by the contract, patches applied in order. */
import { liveEvent } from '@topiary/contract';
import type { ClusterView, FleetView, LiveEvent } from '@topiary/contract';
import type { ClusterId } from '@topiary/domain';
import { until } from './test-server.ts';

type EventOf<Type extends LiveEvent['type']> = Extract<LiveEvent, { readonly type: Type }>;

export class LiveReader {
  readonly events: LiveEvent[] = [];
  fleet: FleetView | null = null;
  readonly clusters = new Map<ClusterId, ClusterView>();
  isEnded = false;
  #fleetSequence = -1;
  readonly #sequences = new Map<ClusterId, number>();
  readonly #controller = new AbortController();

  static async open(url: string): Promise<LiveReader> {
    const reader = new LiveReader();
    const response = await fetch(`${url}/api/v1/live`, { signal: reader.#controller.signal });
    if (response.status !== 200 || response.body === null)
      throw new Error(`the live stream answered ${response.status}`);
    void reader.#read(response.body).catch(() => undefined);
    await reader.first('fleet');
    return reader;
  }

  get connection(): string {
    return this.all('hello')[0]?.connection ?? '';
  }

  all<Type extends LiveEvent['type']>(type: Type): readonly EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  async first<Type extends LiveEvent['type']>(type: Type): Promise<EventOf<Type>> {
    await until(() => this.all(type).length > 0);
    const [event] = this.all(type);
    if (event === undefined) throw new Error(`no ${type}`);
    return event;
  }

  close(): void {
    this.#controller.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of body) {
      text += decoder.decode(part, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames)
        if (frame.startsWith('data: ')) this.#take(liveEvent.parse(JSON.parse(frame.slice(6))));
    }
    this.isEnded = true;
  }

  #take(event: LiveEvent): void {
    this.events.push(event);
    if (event.type === 'fleet') {
      this.fleet = event.fleet;
      this.#fleetSequence = event.sequence;
    }
    if (event.type === 'fleet-patch') this.#patchFleet(event);
    if (event.type === 'cluster') {
      this.clusters.set(event.cluster.id, event.cluster);
      this.#sequences.set(event.cluster.id, event.sequence);
    }
    if (event.type === 'cluster-patch') this.#patchCluster(event);
    if (event.type === 'cluster-gone') this.clusters.delete(event.id);
  }

  #patchFleet({ sequence, changed, removed }: EventOf<'fleet-patch'>): void {
    if (sequence !== this.#fleetSequence + 1) throw new Error(`fleet: ${sequence} after ${this.#fleetSequence}`);
    this.#fleetSequence = sequence;
    this.fleet = { clusters: merge(this.fleet?.clusters ?? [], changed, removed) };
  }

  #patchCluster(patch: EventOf<'cluster-patch'>): void {
    const before = this.clusters.get(patch.id);
    const sequence = this.#sequences.get(patch.id) ?? Number.NaN;
    if (before === undefined || patch.sequence !== sequence + 1)
      throw new Error(`${patch.id}: ${patch.sequence} after ${sequence}`);
    this.#sequences.set(patch.id, patch.sequence);
    this.clusters.set(patch.id, {
      ...before,
      ...patch.head,
      nodes: merge(before.nodes, patch.nodes, patch.removedNodes),
      edges: merge(before.edges, patch.edges, patch.removedEdges),
    });
  }
}

function merge<Item extends { readonly id: string }>(
  before: readonly Item[],
  changed: readonly Item[],
  removed: readonly string[],
): Item[] {
  const items = new Map<string, Item>(before.map((item) => [item.id, item]));
  for (const item of changed) items.set(item.id, item);
  for (const id of removed) items.delete(id);
  return [...items.values()];
}
