/**
 * Writes to databases that a filter of some channel leaves out: where they are and are not is nobody's fault. They are known from the
 * logs of the servers, and logs are purged: what was seen in one is remembered.
 */
import type { Fleet } from '@topiary/fleet';
import type { PlannedServer } from '../scenario/scenario.ts';
import { idNamed } from '../world/build-fleet.ts';

/** Numbers of writes, by stream. */
export type Writes = ReadonlyMap<string, ReadonlySet<number>>;

export class LeftOutWrites {
  private readonly servers: readonly PlannedServer[];
  private readonly ignored: ReadonlySet<string>;
  private readonly seen = new Map<string, Set<number>>();
  private hasEmpty: boolean;

  constructor(servers: readonly PlannedServer[]) {
    this.servers = servers;
    this.ignored = new Set(servers.flatMap(({ channels }) => channels.flatMap((one) => one.ignoredSchema ?? [])));
    this.hasEmpty = this.ignored.size > 0;
  }

  /** Somebody has empty transactions written in place of others: who has those does not take them. */
  expectEmpty(): void {
    this.hasEmpty = true;
  }

  /** With what is in the logs now; to be asked before any is purged. */
  seenBy(fleet: Fleet): Writes {
    if (!this.hasEmpty) return this.seen;
    for (const { name } of this.servers)
      for (const { entries } of fleet.server(idNamed(name)).binlog?.files ?? [])
        for (const { transaction } of entries) {
          // MySQL passes on an empty transaction of its own instead.
          if (transaction.kind !== 'empty' && !this.ignored.has(transaction.schema)) continue;
          const { stream, number } = transaction.identity;
          const numbers = this.seen.get(stream) ?? new Set();
          this.seen.set(stream, numbers.add(number));
        }
    return this.seen;
  }
}
