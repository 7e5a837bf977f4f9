/**
 * Why a replica may not take the place of its master. All of it is asked before anything is touched: a successor that is
 * refused when the others hang below it already leaves a tree without a writer. Source: spec/recovery §4 step 8, §6.2.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Policy } from '../../policy/policy.ts';
import { hasUnapplied } from '../control/on-channel.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { reasonsAgainst } from '../reshape/rank-candidates.ts';
import type { Usual } from '../reshape/rank-candidates.ts';

export interface VetoContext {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly master: InstanceId;
  /** Version and format that most of the replicas have; `null`: none answers. */
  readonly usual: Usual | null;
  readonly user: string | null;
}

export interface Vetoes {
  /** Nobody may ask for it all the same. */
  readonly firm: readonly Message[];
  /** It is not chosen by itself; a person who names it may want it. */
  readonly soft: readonly Message[];
}

const SOFT: ReadonlySet<Message['code']> = new Set(['candidate-version-higher', 'candidate-format-bigger']);

export function vetoesOf(instance: Instance, context: VetoContext): Vetoes {
  const { master, usual } = context;
  const known = reasonsAgainst(instance, master, usual);
  const { observation } = instance;
  const own = observation === null ? [] : [...ofServer(instance, observation, context), ...ofPlace(instance, context)];
  return {
    firm: [...known.filter(({ code }) => !SOFT.has(code)), ...own],
    soft: known.filter(({ code }) => SOFT.has(code)),
  };
}

function ofServer(
  { id, registered: { maintenance } }: Instance,
  observed: Observation,
  { snapshot, policy: { promotion }, master, user }: VetoContext,
): readonly Message[] {
  const candidate = { candidate: id };
  const { channels, group, gtid } = observed;
  const lag = edgesOf(snapshot, id).find(({ source }) => source === master)?.lagSeconds ?? null;
  const limit = promotion.maxLagSeconds;
  return [
    ...(channels.length > 1 ? [message('successor-of-several', candidate)] : []),
    ...(gtid.kind === 'none' || channels.some(({ positioning }) => positioning === 'file')
      ? [message('successor-by-file', candidate)]
      : []),
    ...(group === null ? [] : [message('co-master-in-group', { instance: id })]),
    ...(maintenance === null || maintenance.owner === user
      ? []
      : [message('in-maintenance', { instance: id, owner: maintenance.owner, reason: maintenance.reason })]),
    ...(limit !== null && lag !== null && lag >= limit
      ? [message('successor-too-late', { ...candidate, lag, limit })]
      : []),
    ...(promotion.mustHaveApplied && channels.some(hasUnapplied) ? [message('successor-not-applied', candidate)] : []),
  ];
}

function ofPlace({ id, classification }: Instance, { snapshot, policy, master }: VetoContext): readonly Message[] {
  const failed = snapshot.instances.get(master)?.classification;
  const { staysInDataCenter, staysInRegion } = policy.promotion;
  const params = { candidate: id, master };
  return [
    ...(staysInDataCenter && classification.dataCenter !== (failed?.dataCenter ?? null)
      ? [message('successor-other-data-center', params)]
      : []),
    ...(staysInRegion && classification.region !== (failed?.region ?? null)
      ? [message('successor-other-region', params)]
      : []),
  ];
}
