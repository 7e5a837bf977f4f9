/** How much a server is wanted as a master: a person's word goes before the query's. */
import type { PromotionRule } from '../registry/promotion-rule.ts';
import type { Instance } from '../topology/snapshot.ts';

export function promotionRuleOf({
  classification,
  registered,
}: Pick<Instance, 'classification' | 'registered'>): PromotionRule {
  return registered.promotion?.rule ?? classification.promotionRule ?? 'neutral';
}
