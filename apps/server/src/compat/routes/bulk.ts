/** Everything at once by the old API, for those who mirror it. Reading it needs permission to write, as there. */
import { asInstant } from '@topiary/domain';
import type { Instance } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { key, timestamp } from '../presenters/shapes.ts';
import { byHostAndPort, seenInstances } from '../resolve.ts';
import { bare } from '../respond.ts';
import { guarded } from './route.ts';
import type { CompatRoute } from './route.ts';

export function bulkRoutes(services: Services): readonly CompatRoute[] {
  const { engine } = services;
  const seen = () => seenInstances(engine.snapshot()).toSorted(byHostAndPort);
  return [
    guarded('/bulk-instances', () => bare(seen().map(({ address }) => key(address)))),
    guarded('/bulk-promotion-rules', () => bare(seen().flatMap((instance) => presentRule(services, instance)))),
  ];
}

/** What a query told (`DetectPromotionRuleQuery`) was last said when the server was last seen. */
function presentRule(
  { about }: Services,
  { address, registered: { promotion }, classification, observedAt }: Instance,
) {
  const rule = promotion?.rule ?? classification.promotionRule ?? null;
  if (rule === null) return [];
  const saidAt = promotion?.registeredAt ?? observedAt;
  const expiresAt = saidAt === null ? null : asInstant(saidAt + about.lifetimes.candidateMs);
  return [
    {
      Hostname: address.host,
      Port: address.port,
      PromotionRule: rule,
      LastSuggestedString: timestamp(saidAt),
      PromotionRuleExpiry: timestamp(promotion === null ? expiresAt : promotion.expiresAt),
    },
  ];
}
