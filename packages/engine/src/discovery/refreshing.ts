/** Looks at servers again because somebody asks, and makes the snapshot hold what was found. */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Newcomers } from './newcomers.ts';
import type { Prober } from './prober.ts';
import type { SameServers } from './same-servers.ts';
import type { ServerBook } from './server-book.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

/** What a plan waits for a server that is known not to answer. */
export const GONE_PATIENCE_MS = 150;

export interface RefreshingOptions {
  readonly clock: Clock;
  readonly book: ServerBook;
  readonly keeper: TopologyKeeper;
  readonly prober: Prober;
  readonly sameServers: SameServers;
  readonly newcomers: Newcomers;
}

export class Refreshing {
  private readonly options: RefreshingOptions;

  constructor(options: RefreshingOptions) {
    this.options = options;
  }

  /** Resolves when the snapshot holds a probe that began after this call. */
  async one(id: InstanceId): Promise<void> {
    const { keeper, prober } = this.options;
    await prober.probe(keeper.keptId(id));
    keeper.flush();
  }

  /** The same for servers that a plan names; one that is not known yet is from now on. */
  async all(ids: readonly InstanceId[]): Promise<void> {
    const { book, keeper, newcomers } = this.options;
    for (const id of ids) if (!book.has(keeper.keptId(id))) newcomers.take(id);
    await Promise.all(ids.flatMap((id) => [this.probePatiently(keeper.keptId(id)), this.proveVirtualName(id)]));
    keeper.flush();
  }

  async proveVirtualName(id: InstanceId): Promise<void> {
    const { keeper, sameServers } = this.options;
    const instance = keeper.snapshot.instances.get(id);
    const virtual = instance?.registered.virtualName ?? null;
    if (instance === undefined || virtual === null) return;
    await sameServers.proveName(instanceIdOf({ host: virtual.host, port: instance.address.port }), id);
  }

  /** One that is known not to answer, and may be frozen, holds nobody up for a whole deadline. */
  private async probePatiently(id: InstanceId): Promise<void> {
    const { clock, keeper, prober } = this.options;
    const isGone = keeper.snapshot.instances.get(id)?.health === 'unreachable';
    await Promise.race([prober.probe(id), ...(isGone ? [clock.sleep(GONE_PATIENCE_MS)] : [])]);
  }
}
