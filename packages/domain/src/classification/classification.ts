/** What one server is for and where it stands: from its queries' answers, and from its name where those say nothing. */
import { parsePromotionRule } from '../registry/promotion-rule.ts';
import type { PromotionRule } from '../registry/promotion-rule.ts';
import { instanceIdOf } from '../topology/address.ts';
import type { Address } from '../topology/address.ts';
import { QUERIED_FACTS, textAnswered } from './answers.ts';
import type { ClassificationAnswers, QueriedFact, QueryProblem } from './answers.ts';
import type { ClassificationRules } from './rules.ts';

export interface InstanceClassification {
  /** What it was derived from. */
  readonly answers: ClassificationAnswers;
  readonly alias: string | null;
  readonly dataCenter: string | null;
  readonly region: string | null;
  readonly physicalEnvironment: string | null;
  /** As `DetectPromotionRuleQuery` says; `null` where it says nothing. */
  readonly promotionRule: PromotionRule | null;
  /** 0: asynchronous; the higher, the rather a semi-sync replica. `null`: not known. */
  readonly semiSyncPriority: number | null;
  /** Whether its logs have markers, as `DetectPseudoGTIDQuery` says; `null`: not asked, or not known. */
  readonly hasPseudoGtid: boolean | null;
  /** By `PromotionIgnoreHostnameFilters`. */
  readonly neverPromoted: boolean;
  readonly unknown: readonly UnknownFact[];
}

export interface UnknownFact extends QueryProblem {
  readonly fact: QueriedFact;
}

/** orchestrator keeps the priority in an unsigned byte. */
export const MAX_SEMI_SYNC_PRIORITY = 255;
/** An answer that is none of the words or numbers that it may be. */
export const UNUSABLE_ANSWER = 'UNUSABLE_ANSWER';

export function classificationOf(
  address: Address,
  answers: ClassificationAnswers,
  rules: ClassificationRules,
): InstanceClassification {
  const place = (fact: QueriedFact, pattern: RegExp | null): string | null =>
    textOrNull(textAnswered(answers, fact)) ?? partOf(address.host, pattern);
  const id = instanceIdOf(address);
  return {
    answers,
    alias: textOrNull(textAnswered(answers, 'instance-alias')),
    dataCenter: place('data-center', rules.dataCenter),
    region: place('region', rules.region),
    physicalEnvironment: place('physical-environment', rules.physicalEnvironment),
    promotionRule: promotionRuleFrom(textAnswered(answers, 'promotion-rule') ?? ''),
    semiSyncPriority: priorityFrom(textAnswered(answers, 'semi-sync-priority') ?? ''),
    hasPseudoGtid: flagFrom(textAnswered(answers, 'pseudo-gtid')),
    neverPromoted: rules.neverPromoted.some((pattern) => pattern.test(id)),
    unknown: QUERIED_FACTS.flatMap((fact) => unknownOf(fact, answers)),
  };
}

function unknownOf(fact: QueriedFact, answers: ClassificationAnswers): readonly UnknownFact[] {
  const answer = answers[fact];
  if (answer === undefined) return [];
  if (answer.kind === 'unknown') return [{ fact, ...answer.problem }];
  return isUsable(fact, answer.text) ? [] : [{ fact, code: UNUSABLE_ANSWER, detail: answer.text, grant: null }];
}

function promotionRuleFrom(text: string): PromotionRule | null {
  return parsePromotionRule(text.toLowerCase());
}

function isUsable(fact: QueriedFact, text: string): boolean {
  if (text === '') return true;
  if (fact === 'promotion-rule') return promotionRuleFrom(text) !== null;
  if (fact === 'pseudo-gtid') return flagFrom(text) !== null;
  return fact !== 'semi-sync-priority' || priorityFrom(text) !== null;
}

function priorityFrom(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  return Math.min(Number(text), MAX_SEMI_SYNC_PRIORITY);
}

/** A number but 0: yes. No row: no. */
function flagFrom(text: string | null): boolean | null {
  if (text === null) return null;
  if (text === '') return false;
  return /^\d+$/.test(text) ? Number(text) > 0 : null;
}

function partOf(host: string, pattern: RegExp | null): string | null {
  return textOrNull(pattern?.exec(host)?.[1] ?? null);
}

function textOrNull(text: string | null): string | null {
  return text === '' ? null : text;
}
