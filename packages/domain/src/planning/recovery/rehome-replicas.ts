/**
 * The replicas of an intermediate master, or of a group member, that is gone go to the best place that each of them may read
 * from, and everything is decided beforehand. A data center that loses its only intermediate master gets another one: the
 * best of those replicas goes to a place elsewhere, and the others of its data center go below it, so that one
 * connection between data centers stays one. Source: spec/recovery §7, §9.
 */
import { pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { PlanQuestion } from '../assemble.ts';
import { isFail } from '../assemble.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Check } from '../plan.ts';
import { rankCandidates } from '../reshape/rank-candidates.ts';
import type { Reshape } from '../reshape/reshape.ts';
import { refused } from '../reshape/wanted-shape.ts';
import type { WantedShape } from '../reshape/wanted-shape.ts';
import { judge } from '../wanted-moves.ts';
import type { WantedMove } from '../wanted-moves.ts';
import { homesOf } from './homes.ts';

interface Rehoming {
  readonly snapshot: TopologySnapshot;
  readonly question: Pick<PlanQuestion, 'policy' | 'user'>;
  readonly gone: Instance;
  readonly readers: readonly Edge[];
}

export function rehomeReplicas(
  snapshot: TopologySnapshot,
  { source }: Extract<Reshape, { kind: 'rehome-replicas' }>,
  question: Pick<PlanQuestion, 'policy' | 'user'>,
): WantedShape {
  const gone = snapshot.instances.get(source);
  if (gone === undefined) return refused(source, 'replica-unknown', { replica: source });
  const readers = edgesTo(snapshot, source);
  if (readers.length === 0) return refused(source, 'no-replicas', { source });
  const homes = homesOf(snapshot, gone);
  const places = [...homes.near, ...homes.far];
  if (places.length === 0) return refused(source, 'no-home', { source });
  const rehoming = { snapshot, question, gone, readers };
  const led = homes.near.length === 0 ? below(rehoming, homes.far) : null;
  const found = (led ?? readers.map((edge) => homeFor(rehoming, edge, places))).map(({ move }) => move);
  const checks = [...(led === null ? [] : led[0].checks), ...chosen(found, source)];
  return { kind: 'wanted', moves: found, mayLeaveBehind: true, checks };
}

interface Found {
  readonly move: WantedMove;
  readonly checks: readonly Check[];
}

/** The first that its rules allow; where none does, the first, so that its rules say why it stays. */
function homeFor({ snapshot, question, gone }: Rehoming, edge: Edge, places: readonly Instance[]): Found {
  const { policy, user = null } = question;
  const { replica, channel } = edge;
  const others = places.filter(({ id }) => id !== replica && id !== gone.id);
  const judged = others.map(({ id: target }) =>
    judge({ snapshot, policy, user, acceptsLoss: false, replica, channel, target }),
  );
  const fits = judged.find(({ checks }) => !checks.some(isFail)) ?? judged[0];
  return { move: { replica, channel, target: fits?.move.target ?? gone.id }, checks: fits?.checks ?? [] };
}

/** `null`: those of its data center need no leader, or none of them can be it. */
function below(rehoming: Rehoming, places: readonly Instance[]): readonly [Found, ...(readonly Found[])] | null {
  const { snapshot, gone, readers } = rehoming;
  const { dataCenter } = gone.classification;
  const stands = (id: InstanceId): string | null => snapshot.instances.get(id)?.classification.dataCenter ?? null;
  const own = readers.filter(({ replica }) => stands(replica) === dataCenter);
  if (dataCenter === null || own.length < 2 || places.some(({ id }) => stands(id) === dataCenter)) return null;
  const best = rankCandidates(snapshot, gone.id).find(
    ({ instance, against }) => against.length === 0 && instance.classification.dataCenter === dataCenter,
  );
  const edge = own.find(({ replica }) => replica === best?.instance.id);
  if (best === undefined || edge === undefined) return null;
  const leader = homeFor(rehoming, edge, places);
  if (leader.checks.some(isFail)) return null;
  const { id } = best.instance;
  const said = pass(id, message('leads-data-center', { candidate: id, source: gone.id, dataCenter }));
  const rest = readers.filter((one) => one !== edge);
  return [
    { ...leader, checks: [said] },
    ...rest.map((one) => homeOfLed(rehoming, { edge: one, leader: best.instance, places, isOwn: own.includes(one) })),
  ];
}

/** Where the leader cannot serve it, it goes elsewhere by itself. */
function homeOfLed(
  rehoming: Rehoming,
  {
    edge,
    leader,
    places,
    isOwn,
  }: { readonly edge: Edge; readonly leader: Instance; readonly places: readonly Instance[]; readonly isOwn: boolean },
): Found {
  if (!isOwn) return homeFor(rehoming, edge, places);
  const found = homeFor(rehoming, edge, [leader, ...places]);
  return found.move.target === leader.id ? { ...found, move: { ...found.move, after: leader.id } } : found;
}

function chosen(moves: readonly WantedMove[], source: InstanceId): readonly Check[] {
  const targets = [...new Set(moves.map(({ target }) => target))];
  return targets.map((home) =>
    home === source
      ? warn(source, message('no-home', { source }))
      : pass(
          home,
          message('home-chosen', { source, home, count: moves.filter(({ target }) => target === home).length }),
        ),
  );
}
