/**
 * Other names that are supposed to lead to known servers, because somebody registered or looked them up. They are reasons
 * to ask, for as long as the server is known; what is forgotten takes its names with it.
 */
import type { InstanceId } from '@topiary/domain';

/** Beyond it the name that was supposed first is let go. */
export const MAX_SUPPOSED = 10_000;

export interface SupposedName {
  readonly alias: InstanceId;
  readonly keep: InstanceId;
}

const NO_NAMES: ReadonlySet<InstanceId> = new Set();

export class SupposedNames {
  private readonly servers = new Map<InstanceId, InstanceId>();
  private readonly names = new Map<InstanceId, Set<InstanceId>>();

  /** A name leads to one server: what was supposed of it before is over. */
  suppose(name: InstanceId, server: InstanceId): void {
    if (this.servers.get(name) === server) return;
    this.dropName(name);
    const [oldest] = this.servers.keys();
    if (this.servers.size >= MAX_SUPPOSED && oldest !== undefined) this.dropName(oldest);
    this.servers.set(name, server);
    this.names.set(server, (this.names.get(server) ?? new Set()).add(name));
  }

  /** Nobody asks any more about a server that is not known, nor whether its address leads elsewhere. */
  forget(id: InstanceId): void {
    this.dropName(id);
    for (const name of this.namesOf(id)) this.dropName(name);
  }

  /** In the order in which they were supposed. */
  all(): readonly SupposedName[] {
    return [...this.servers].map(([alias, keep]) => ({ alias, keep }));
  }

  /** Those that name it or lead to it. */
  about(id: InstanceId): readonly SupposedName[] {
    const leadsTo = this.servers.get(id);
    const own = [...this.namesOf(id)].map((alias) => ({ alias, keep: id }));
    return leadsTo === undefined ? own : [{ alias: id, keep: leadsTo }, ...own];
  }

  private namesOf(server: InstanceId): ReadonlySet<InstanceId> {
    return this.names.get(server) ?? NO_NAMES;
  }

  private dropName(name: InstanceId): void {
    const server = this.servers.get(name);
    if (server === undefined) return;
    this.servers.delete(name);
    const names = this.names.get(server);
    names?.delete(name);
    if (names?.size === 0) this.names.delete(server);
  }
}
