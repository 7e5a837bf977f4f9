/** How much a person wants a server to be promoted when a master is lost. */
export const PROMOTION_RULES = ['prefer', 'neutral', 'prefer_not', 'must_not'] as const;
export type PromotionRule = (typeof PROMOTION_RULES)[number];

export function parsePromotionRule(text: string): PromotionRule | null {
  return PROMOTION_RULES.find((rule) => rule === text.trim()) ?? null;
}
