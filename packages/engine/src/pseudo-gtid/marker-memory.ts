/**
 * Markers that matches have seen in the binary logs of servers, kept between plans, so that a second match below a server
 * does not read again what has not changed. A file is known by its server, its name and its size; the newest of a server is
 * never kept, and what is kept proves nothing: a place is proved from what both logs hold when the match runs.
 */
import type { InstanceId, MarkerIndex, Observation, SeenMarkers } from '@topiary/domain';
import type { BinaryLogFile } from '../ports/logs.ts';

/** Over all servers: some 100 bytes each. */
export const MAX_KEPT_MARKERS = 200_000;
export const MAX_KEPT_FILES = 2_000;

export interface IndexedServer {
  readonly id: InstanceId;
  readonly observation: Observation;
  readonly logs: readonly BinaryLogFile[];
}

export class MarkerMemory {
  /** The longest unused first. */
  readonly #kept = new Map<string, SeenMarkers>();
  #markers = 0;

  /** What is known of a server whose logs are these now. */
  indexOf({ id, observation: { identity }, logs }: IndexedServer): MarkerIndex {
    const sizes = new Map(logs.map(({ name, size }) => [name, size]));
    const server = `${id} ${identity.serverUuid ?? ''} ${identity.serverId}`;
    const keyOf = (file: string): string | null => {
      const size = sizes.get(file);
      return size === undefined ? null : `${server} ${file} ${size}`;
    };
    return {
      of: (file) => this.#of(keyOf(file)),
      keep: (file, seen) => this.#keep(keyOf(file), seen),
    };
  }

  get keptMarkers(): number {
    return this.#markers;
  }

  #of(key: string | null): SeenMarkers | null {
    const known = key === null ? undefined : this.#kept.get(key);
    if (key === null || known === undefined) return null;
    this.#kept.delete(key);
    this.#kept.set(key, known);
    return known;
  }

  #keep(key: string | null, seen: SeenMarkers): void {
    if (key === null) return;
    this.#forget(key);
    this.#kept.set(key, seen);
    this.#markers += seen.markers.length;
    for (const other of this.#kept.keys()) {
      if (this.#markers <= MAX_KEPT_MARKERS && this.#kept.size <= MAX_KEPT_FILES) break;
      this.#forget(other);
    }
  }

  #forget(key: string): void {
    this.#markers -= this.#kept.get(key)?.markers.length ?? 0;
    this.#kept.delete(key);
  }
}
