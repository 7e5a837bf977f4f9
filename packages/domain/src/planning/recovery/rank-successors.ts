/**
 * Which replica takes the place of a master, and why the others do not. Source: spec/recovery §5, §6.
 *
 * What counts is compared in one fixed order, each criterion as a number, so that the order has no circles. How much a
 * replica received comes after what people want and where it stands: whoever may be chosen can also serve the others, so
 * what one of them lacks it gets from the one that has it. With equal wishes the one that has most goes first, as it need
 * not wait for that.
 */
import { promotionRuleOf } from '../../classification/promotion.ts';
import { PROMOTION_RULES } from '../../registry/promotion-rule.ts';
import { BINLOG_FORMATS, parseBinlogFormat } from '../../replication/binlog-format.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Policy } from '../../policy/policy.ts';
import { siblingConnections } from '../accounts/accounts-to-see.ts';
import { wouldBeTurnedAway } from '../accounts/judge-account.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { usualOf } from '../reshape/rank-candidates.ts';
import { everything, missingFrom } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import { otherCoMaster } from './cut-off.ts';
import { deeperHeirsOf, heirsOf } from './heirs.ts';
import type { Heir } from './heirs.ts';
import { goByFile, receivedByHeirs } from './received-by-heirs.ts';
import { vetoesOf } from './successor-vetoes.ts';
import type { VetoContext, Vetoes } from './successor-vetoes.ts';

export interface RankedSuccessor extends Heir {
  readonly vetoes: Vetoes;
  /** Of what the replicas received of the master, how many transactions it did not; 0 where the master still serves them. */
  readonly lacks: bigint;
  /** What puts it behind the first one; `null`: it is the first, or only its address does. */
  readonly behind: Message | null;
}

export interface RankingQuestion {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly master: InstanceId;
  readonly user: string | null;
  /** Whom a person names: it may stand deeper than those that are ranked otherwise. */
  readonly named?: InstanceId | null;
}

interface Known extends Heir {
  readonly vetoes: Vetoes;
  readonly lacks: bigint;
  /** Other replicas that would be turned away by it, as far as its accounts were seen. */
  readonly turnsAway: number;
}

interface Criterion {
  readonly code: Message['code'];
  /** The smaller, the better. */
  readonly value: (known: Known, master: Instance | null) => bigint | number;
}

/** The first one in which two differ decides. */
const CRITERIA: readonly Criterion[] = [
  { code: 'behind-by-generation', value: ({ generation }) => Number(generation === 'deeper') },
  { code: 'behind-by-errant', value: ({ instance }) => Number(instance.errant.found !== null) },
  { code: 'behind-by-accounts', value: ({ turnsAway }) => turnsAway },
  { code: 'behind-by-rule', value: ({ instance }) => PROMOTION_RULES.indexOf(promotionRuleOf(instance)) },
  { code: 'behind-by-data-center', value: otherPlace('dataCenter') },
  { code: 'behind-by-environment', value: otherPlace('physicalEnvironment') },
  { code: 'behind-by-region', value: otherPlace('region') },
  { code: 'behind-by-version', value: ({ instance }) => versionRank(instance) },
  { code: 'behind-by-format', value: ({ instance }) => formatRank(instance) },
  { code: 'behind-by-received', value: ({ lacks }) => lacks },
  {
    code: 'behind-by-semi-sync',
    value: ({ instance }) => Number(instance.observation?.semiSync.replicaEnabled !== true),
  },
  // A host that took one server with it may take the other.
  { code: 'behind-by-host', value: ({ instance }, master) => Number(instance.address.host === master?.address.host) },
];

/**
 * All replicas of a master, the best first; those with vetoes stand last. In place of one that is gone also those that it
 * left without a source; and deeper ones, where none of these may be chosen.
 */
export function rankSuccessors(question: RankingQuestion): readonly RankedSuccessor[] {
  const { snapshot, master, named = null } = question;
  const near = heirsOf(snapshot, master);
  const ranked = rank(question, near);
  if (snapshot.instances.get(master)?.health === 'ok') return ranked;
  const isNear = named === null || near.some(({ instance }) => instance.id === named);
  if (isNear && ranked.some(mayBeChosen)) return ranked;
  return rank(question, [...near, ...deeperHeirsOf(snapshot, master)]);
}

/**
 * Whether somebody could take the place of a master without being named. The same answer as the first of `rankSuccessors`,
 * found without comparing anybody where the master lives: it is asked of a whole fleet.
 */
export function hasSuccessor(question: RankingQuestion): boolean {
  const { snapshot, master } = question;
  if (snapshot.instances.get(master)?.health !== 'ok') return rankSuccessors(question).some(mayBeChosen);
  const heirs = heirsOf(snapshot, master);
  const context = contextOf(question, heirs);
  return heirs.some((heir) => mayBeChosen({ vetoes: vetoesOf(heir, { ...context, lacking: 0n }) }));
}

function rank(question: RankingQuestion, heirs: readonly Heir[]): readonly RankedSuccessor[] {
  const { snapshot, master } = question;
  const isFrozen = snapshot.instances.get(master)?.health !== 'ok';
  const received = isFrozen ? receivedByHeirs(snapshot, master, heirs) : new Map<InstanceId, Received>();
  const all = everything([...received.values()]);
  const context = contextOf(question, heirs);
  const known = heirs.map((heir): Known => {
    const has = received.get(heir.instance.id);
    const lacking = all === null || has === undefined ? 0n : missingFrom(has, all);
    const turnsAway = turnedAwayBy(heir.instance.id, question);
    return { ...heir, vetoes: vetoesOf(heir, { ...context, lacking }), lacks: lacking, turnsAway };
  });
  const old = snapshot.instances.get(master) ?? null;
  const sorted = known.toSorted((left, right) => compare(left, right, old));
  return sorted.map((one) => ({ ...one, behind: behindOf(one, sorted[0], old) }));
}

function contextOf(
  { snapshot, policy, master, user }: RankingQuestion,
  heirs: readonly Heir[],
): Omit<VetoContext, 'lacking'> {
  const isFrozen = snapshot.instances.get(master)?.health !== 'ok';
  return {
    snapshot,
    policy,
    master,
    user,
    usual: usualOf(heirs.map(({ instance }) => instance)),
    isByFile: isFrozen && goByFile(snapshot, master, heirs),
    otherCoMaster: otherCoMaster(snapshot, master),
  };
}

function turnedAwayBy(candidate: InstanceId, { snapshot, policy: { accounts }, master }: RankingQuestion): number {
  if (accounts === undefined || !accounts.has(candidate)) return 0;
  const others = siblingConnections(snapshot, { master, candidate });
  return others.filter((connection) => wouldBeTurnedAway(connection, accounts)).length;
}

/** Whether it may be taken without anybody naming it. */
export function mayBeChosen({ vetoes: { firm, soft } }: Pick<RankedSuccessor, 'vetoes'>): boolean {
  return firm.length === 0 && soft.length === 0;
}

function compare(left: Known, right: Known, master: Instance | null): number {
  const [vetoed, other] = [left, right].map((one) => Number(!mayBeChosen(one)));
  if (vetoed !== other) return (vetoed ?? 0) - (other ?? 0);
  for (const { value } of CRITERIA) {
    const [one, another] = [value(left, master), value(right, master)];
    if (one !== another) return one < another ? -1 : 1;
  }
  return 0;
}

function behindOf(one: Known, first: Known | undefined, master: Instance | null): Message | null {
  if (first === undefined || first === one) return null;
  const criterion = CRITERIA.find(({ value }) => value(one, master) !== value(first, master));
  if (criterion === undefined) return null;
  const params = { candidate: one.instance.id, best: first.instance.id };
  switch (criterion.code) {
    case 'behind-by-rule':
      return message(criterion.code, {
        ...params,
        rule: promotionRuleOf(one.instance),
        bestRule: promotionRuleOf(first.instance),
      });
    case 'behind-by-accounts':
      return message(criterion.code, { ...params, count: one.turnsAway - first.turnsAway });
    case 'behind-by-received':
      return message(criterion.code, { ...params, count: Number(one.lacks - first.lacks) });
    case 'behind-by-version':
      return message(criterion.code, {
        ...params,
        version: one.instance.observation?.product.version.text ?? '',
        bestVersion: first.instance.observation?.product.version.text ?? '',
      });
    default:
      return message(criterion.code, params);
  }
}

type Place = 'dataCenter' | 'physicalEnvironment' | 'region';

/** Where nothing is known of the master, every place is as good. */
function otherPlace(place: Place): Criterion['value'] {
  return ({ instance }, master) => {
    const wanted = master?.classification[place] ?? null;
    return Number(wanted !== null && instance.classification[place] !== wanted);
  };
}

const VERSION_BASE = 1000;

function versionRank({ observation }: Instance): number {
  if (observation === null) return 0;
  const { major, minor, patch } = observation.product.version;
  return (major * VERSION_BASE + minor) * VERSION_BASE + patch;
}

function formatRank({ observation }: Instance): number {
  const format = parseBinlogFormat(observation?.settings.binlogFormat ?? '');
  return format === null ? 0 : BINLOG_FORMATS.indexOf(format);
}
