/**
 * Why a replica may not take the place of its master. All of it is asked before anything is touched: a successor that is
 * refused when the others hang below it already leaves a tree without a writer. Source: spec/recovery §4 step 8, §6.2.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { Observation } from '../../topology/observation.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Policy } from '../../policy/policy.ts';
import { hasUnapplied } from '../control/on-channel.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { reasonsAgainst } from '../reshape/rank-candidates.ts';
import type { Usual } from '../reshape/rank-candidates.ts';
import type { Heir } from './heirs.ts';

export interface VetoContext {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly master: InstanceId;
  /** Version and format that most of the replicas have; `null`: none answers. */
  readonly usual: Usual | null;
  readonly user: string | null;
  /** Those who may take its place read its log by file and position. */
  readonly isByFile: boolean;
  /** The master is one of two that replicate from each other. */
  readonly otherCoMaster: InstanceId | null;
  /** More than 0: others received what this one did not. */
  readonly lacking: bigint;
}

export interface Vetoes {
  /** Nobody may ask for it all the same. */
  readonly firm: readonly Message[];
  /** It is not chosen by itself; a person who names it may want it. */
  readonly soft: readonly Message[];
}

const SOFT: ReadonlySet<Message['code']> = new Set([
  'candidate-version-higher',
  'candidate-format-bigger',
  'successor-received-less',
  'successor-not-other-co-master',
  'successor-filters',
  'successor-logs-part',
]);

export function vetoesOf(heir: Heir, context: VetoContext): Vetoes {
  const { master, usual } = context;
  const { instance } = heir;
  const { observation } = instance;
  const all = [
    ...reasonsAgainst(instance, master, usual),
    ...(observation === null
      ? []
      : [
          ...ofServer(heir, observation, context),
          ...ofPrivileges(instance, observation, context),
          ...ofData(heir, observation, context),
          ...ofFilters(instance, observation, context),
          ...ofPlace(instance, context),
        ]),
  ];
  return { firm: all.filter(({ code }) => !SOFT.has(code)), soft: all.filter(({ code }) => SOFT.has(code)) };
}

function ofServer(
  { instance: { id, registered }, edge }: Heir,
  observed: Observation,
  { policy: { promotion }, user }: VetoContext,
): readonly Message[] {
  const candidate = { candidate: id };
  const { channels, group } = observed;
  const { maintenance } = registered;
  const lag = edge.lagSeconds;
  const limit = promotion.maxLagSeconds;
  return [
    ...(observed.settings.offlineMode ? [message('successor-offline', candidate)] : []),
    ...(channels.length > 1 ? [message('successor-of-several', candidate)] : []),
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

/** What Topiary's own account is known to lack there. */
function ofPrivileges(
  { id }: Instance,
  { settings, unreadable }: Observation,
  { snapshot, policy, master }: VetoContext,
): readonly Message[] {
  const isOpened = policy.promotion.opensSuccessor || snapshot.instances.get(master)?.health === 'ok';
  return unreadable.flatMap(({ fact, grant }): readonly Message[] => {
    if (fact === 'replication-control') return [message('successor-not-controlled', { candidate: id, grant })];
    const isNeeded = fact === 'write-control' && isOpened && settings.readOnly;
    return isNeeded ? [message('successor-not-openable', { candidate: id, grant })] : [];
  });
}

/** What it has, and what could be brought to it. */
function ofData(
  { instance: { id }, generation }: Heir,
  { channels, gtid }: Observation,
  { snapshot, policy, master, isByFile, otherCoMaster, lacking }: VetoContext,
): readonly Message[] {
  const candidate = { candidate: id };
  const byFile = gtid.kind === 'none' || channels.some(({ positioning }) => positioning === 'file');
  const isComparable = isByFile && generation === 'direct' && otherCoMaster === null;
  const mustBeOther =
    otherCoMaster !== null &&
    (policy.promotion.otherCoMaster || snapshot.instances.get(otherCoMaster)?.observation?.settings.readOnly === false);
  return [
    ...(byFile && !isComparable ? [message('successor-by-file', candidate)] : []),
    // What it lacks cannot be brought to it, as nobody knows where that begins in the log of another.
    ...(byFile && isComparable && lacking > 0n ? [message('successor-received-less', candidate)] : []),
    ...(mustBeOther && id !== otherCoMaster
      ? [message('successor-not-other-co-master', { ...candidate, master, other: otherCoMaster })]
      : []),
  ];
}

/** What it left out is gone with the master, and what it does not log its replicas never get. */
function ofFilters(
  { id }: Instance,
  { channels, binlogFilters = [] }: Observation,
  { policy: { promotion } }: VetoContext,
): readonly Message[] {
  if (promotion.mayBeFiltered) return [];
  const rules = channels.flatMap(({ filters }) => filters);
  return [
    ...(rules.length === 0 ? [] : [message('successor-filters', { candidate: id, rules: named(rules) })]),
    ...(binlogFilters.length === 0
      ? []
      : [message('successor-logs-part', { candidate: id, rules: named(binlogFilters) })]),
  ];
}

/** Rules that a sentence names. */
const MAX_NAMED_RULES = 5;

function named(rules: readonly string[]): string {
  return [...rules.slice(0, MAX_NAMED_RULES), ...(rules.length > MAX_NAMED_RULES ? ['…'] : [])].join(', ');
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
