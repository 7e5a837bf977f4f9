/**
 * Replicas whose lag speaks for a whole cluster: an online schema change that watches them, and slows down when they fall behind,
 * spares the others too. A few of each tier and data center, those first that have the most replicas of their own. The rules
 * are those of orchestrator's `cluster-osc-replicas`.
 */
import type { InstanceId } from './address.ts';
import { compareText } from './edges.ts';
import { edgesOf, edgesTo, membersOf, replicasOf } from './queries.ts';
import type { ClusterId, Instance, TopologySnapshot } from './snapshot.ts';

/** Of each data center, and of the replicas of each one of these. */
const AT_MOST = 2;
const FIRST_TIER = 1;
const THIRD_TIER = 3;

/** Binlog servers, those that do not answer and those that `isLeftOut` names are none. */
export function controlReplicas(
  snapshot: TopologySnapshot,
  cluster: ClusterId,
  isLeftOut: (id: InstanceId) => boolean,
): readonly Instance[] {
  const fits = ({ id, health, observation }: Instance): boolean =>
    health === 'ok' && observation?.product.flavor !== 'maxscale' && !isLeftOut(id);
  const tier = (depth: number): readonly Instance[] =>
    busiestPerDataCenter(
      snapshot,
      membersOf(snapshot, cluster).filter((member) => member.depth === depth && fits(member)),
    );
  const first = tier(FIRST_TIER);
  const second = first.flatMap(({ id }) =>
    replicasOf(snapshot, id).toSorted(byReplicas(snapshot)).filter(fits).slice(0, AT_MOST),
  );
  return [...first, ...second, ...tier(THIRD_TIER)];
}

/** Of those without replicas, the ones that are furthest behind. */
function busiestPerDataCenter(snapshot: TopologySnapshot, instances: readonly Instance[]): readonly Instance[] {
  const inCenters = Map.groupBy(instances, ({ classification }) => classification.dataCenter ?? '');
  return [...inCenters]
    .toSorted(([left], [right]) => compareText(right, left))
    .flatMap(([, those]) => those.toSorted(byReplicas(snapshot)).slice(0, AT_MOST));
}

function byReplicas(snapshot: TopologySnapshot) {
  const replicas = ({ id }: Instance): number => edgesTo(snapshot, id).length;
  const lag = ({ id }: Instance): number => edgesOf(snapshot, id)[0]?.lagSeconds ?? 0;
  return (left: Instance, right: Instance): number =>
    replicas(right) - replicas(left) || lag(right) - lag(left) || compareText(left.id, right.id);
}
