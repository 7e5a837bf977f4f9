/** Which masters people want to be replaced, and by whom. */
import type { TopologySnapshot } from '@topiary/domain';
import { replicasOf } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';
import type { Wish } from '../scenario/scenario.ts';

/** So many of them name nobody. */
const UNNAMED_SHARE = 0.4;

/** One, where there is a master with replicas. */
export function* replacementsOf(
  snapshot: TopologySnapshot,
  { pick, pickTarget, because, rejoins }: Extract<Wish, { readonly kind: 'replace-master' }>,
): Generator<PlanRequest> {
  const masters = [...snapshot.clusters.values()].flatMap((cluster) =>
    cluster.masters.filter((id) => replicasOf(snapshot, id).length > 0),
  );
  const master = masters[Math.floor(pick * masters.length)];
  if (master === undefined) return;
  const replicas = replicasOf(snapshot, master);
  const named = replicas[Math.floor(((pickTarget - UNNAMED_SHARE) / (1 - UNNAMED_SHARE)) * replicas.length)];
  yield {
    kind: 'replace-master',
    master,
    successor: pickTarget < UNNAMED_SHARE ? null : (named?.id ?? null),
    because,
    ...(rejoins ? { rejoins: true } : {}),
  };
}
