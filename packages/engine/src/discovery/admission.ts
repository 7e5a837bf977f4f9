/**
 * Who may be known: what no filter of the configuration leaves out, and what nobody has forgotten. A forgotten server
 * comes back when a person discovers it, or by itself when it takes part in replication afresh: it did not when it was
 * forgotten, or it has been restarted since. That some other server still lists it brings nobody back.
 */
import type { ForgottenNote, InstanceId, Observation, Registry } from '@topiary/domain';
import { EMPTY_REGISTRY } from '@topiary/domain';
import type { Standing } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { DiscoveryFilters } from '../settings.ts';
import { KeptOut } from './kept-out.ts';
import type { KeptOutReason, KeptOutServer } from './kept-out.ts';

/** `asked`: by a person, or as a seed of the configuration. */
export type NamedAs = 'source' | 'replica' | 'member' | 'asked';

export interface AdmissionOptions {
  readonly filters: DiscoveryFilters;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Admission {
  readonly keptOut: KeptOut;
  private readonly options: AdmissionOptions;
  private registry: Pick<Registry, 'instances'> = EMPTY_REGISTRY;

  constructor(options: AdmissionOptions) {
    this.options = options;
    this.keptOut = new KeptOut(options.clock);
  }

  register(registry: Registry): void {
    this.registry = registry;
  }

  forgotten(id: InstanceId): ForgottenNote | null {
    return this.registry.instances.get(id)?.forgotten ?? null;
  }

  /** Whether a replica must be asked for its replication user before it is known. */
  get asksForUsers(): boolean {
    return this.options.filters.judgesUsers;
  }

  /** Notes what is refused, and by whom it was named. */
  allows(id: InstanceId, as: NamedAs, namedBy: InstanceId | null): boolean {
    const refusal = this.refusalOf(id, as);
    if (refusal === null) {
      this.keptOut.admit(id);
      return true;
    }
    this.keptOut.note({ id, namedBy, ...refusal });
    return false;
  }

  /** Of an address that is not known. One that was forgotten is noted as named, so that it is looked at now and then. */
  standingOf(id: InstanceId): Exclude<Standing, 'known'> {
    const isAllowed = this.allows(id, 'asked', null);
    if (this.forgotten(id) !== null) return 'forgotten';
    return isAllowed ? 'new' : 'ignored';
  }

  /** Of one that is refused. */
  reasonFor(id: InstanceId): Pick<KeptOutServer, 'reason' | 'expression'> {
    const { reason, expression } = this.keptOut.get(id) ?? { reason: 'forgotten', expression: '' };
    return { reason, expression };
  }

  /** What a server told keeps it out: it replicates as a user that is to be left alone. */
  refusesUsers(id: InstanceId, observation: Observation): boolean {
    const { filters, logger } = this.options;
    if (!filters.judgesUsers) return false;
    for (const { user } of observation.channels) {
      const expression = filters.ignoresUser(user);
      if (expression === null) continue;
      const known = this.keptOut.get(id);
      if (known?.user !== user && filters.logsUsers) logger.info('server-kept-out', { instance: id, user, expression });
      const namedBy = known?.namedBy ?? null;
      this.keptOut.note({ id, reason: 'DiscoveryIgnoreReplicationUsernameFilters', expression, user, namedBy });
      return true;
    }
    return false;
  }

  /** Those whose answer may change that, and that somebody named lately. */
  worthALook(): readonly InstanceId[] {
    return this.keptOut
      .list()
      .filter(({ reason }) => reason === 'forgotten' || reason === 'DiscoveryIgnoreReplicationUsernameFilters')
      .map(({ id }) => id);
  }

  /** Whether an answer of a forgotten server is news; `isRead`: a server that answers reads from it. */
  isBack(id: InstanceId, observation: Observation, isRead: boolean): boolean {
    const note = this.forgotten(id);
    if (note === null) return false;
    if (note.why === 'unseen') return true;
    const takesPart = isRead || observation.channels.some(({ receiver }) => receiver === 'running');
    const agoMs = this.options.clock.now() - note.forgottenAt;
    return takesPart && (!note.wasReplicating || observation.uptimeSeconds * 1_000 < agoMs);
  }

  private refusalOf(id: InstanceId, as: NamedAs): Pick<KeptOutServer, 'reason' | 'expression' | 'user'> | null {
    if (this.forgotten(id) !== null) return { reason: 'forgotten', expression: '', user: null };
    const { filters } = this.options;
    const found = (reason: KeptOutReason, expression: string | null) =>
      expression === null ? null : { reason, expression, user: null };
    const known = this.keptOut.get(id);
    return (
      found('DiscoveryIgnoreHostnameFilters', filters.ignores(id)) ??
      (as === 'replica' ? found('DiscoveryIgnoreReplicaHostnameFilters', filters.ignoresAsReplica(id)) : null) ??
      (as === 'source' ? found('DiscoveryIgnoreMasterHostnameFilters', filters.ignoresAsMaster(id)) : null) ??
      (as !== 'asked' && known !== null && known.user !== null ? known : null)
    );
  }
}
