/** What is known of names and of who is who, for those who ask. */
import type { Address, InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Admission } from './admission.ts';
import type { DiscoveredNames } from './discovery-types.ts';
import type { HostNames, LookedUpName } from './host-names.ts';
import type { SameServers } from './same-servers.ts';
import type { ServerBook } from './server-book.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

export interface KnownNamesOptions {
  readonly hostNames: HostNames;
  readonly admission: Admission;
  readonly sameServers: Pick<SameServers, 'originOf'>;
  readonly keeper: TopologyKeeper;
  readonly book: ServerBook;
}

export class KnownNames {
  private readonly options: KnownNamesOptions;

  constructor(options: KnownNamesOptions) {
    this.options = options;
  }

  get state(): DiscoveredNames {
    const { hostNames, admission, sameServers, keeper } = this.options;
    const aliases = [...keeper.knownAliases].map(([alias, kept]) => ({
      alias,
      kept,
      origin: sameServers.originOf(alias),
    }));
    return { cache: hostNames.entries(), aliases, keptOut: admission.keptOut.list() };
  }

  /** What the name service says of a host, and the id that the address is known under. */
  async resolve(address: Address): Promise<{ readonly name: LookedUpName; readonly id: InstanceId }> {
    const { hostNames, keeper, book } = this.options;
    const name = await hostNames.lookUp(address.host);
    const [asked, resolved] = [instanceIdOf(address), instanceIdOf({ host: name.name, port: address.port })];
    const id = keeper.keptId(asked);
    return { name, id: book.has(id) ? id : keeper.keptId(resolved) };
  }

  /** Answers how many names were remembered. */
  reset(): number {
    return this.options.hostNames.reset();
  }
}
