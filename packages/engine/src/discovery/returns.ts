/**
 * What an answer means that came from where nobody watches: another name of a known server may lead elsewhere now, a seed
 * may be back, what was forgotten may take part in replication again, a replica may have another user.
 */
import type { InstanceId, Observation } from '@topiary/domain';
import { isReadBySomebody } from '@topiary/domain';
import type { Admission } from './admission.ts';
import type { SameServers } from './same-servers.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

export interface ReturnsOptions {
  readonly admission: Admission;
  readonly keeper: TopologyKeeper;
  readonly sameServers: SameServers;
  readonly take: (id: InstanceId) => void;
  readonly onBack: (id: InstanceId) => void;
}

export class Returns {
  private readonly options: ReturnsOptions;
  /** They are still wanted: as soon as one answers again it is known again. */
  private readonly seeds = new Set<InstanceId>();

  constructor(options: ReturnsOptions) {
    this.options = options;
  }

  /** Those whose answer would be news. */
  targets(): readonly InstanceId[] {
    const { keeper, admission } = this.options;
    return [...this.seeds, ...keeper.knownAliases.keys(), ...admission.worthALook()];
  }

  awaitSeed(id: InstanceId): void {
    this.seeds.add(id);
  }

  isKnown(id: InstanceId): void {
    this.seeds.delete(id);
  }

  async answered(id: InstanceId, observation: Observation): Promise<void> {
    const { admission, keeper, sameServers, take, onBack } = this.options;
    if (admission.forgotten(id) !== null) {
      if (admission.isBack(id, observation, isReadBySomebody(keeper.snapshot, id))) onBack(id);
      return;
    }
    const isKeptOutAsUser = (admission.keptOut.get(id)?.user ?? null) !== null;
    if (isKeptOutAsUser) {
      if (admission.refusesUsers(id, observation)) return;
      admission.keptOut.admit(id);
      return take(id);
    }
    if (this.seeds.delete(id)) return take(id);
    if (!(await sameServers.leadsElsewhere(id, observation))) return;
    sameServers.withdraw([id]);
    take(id);
  }
}
