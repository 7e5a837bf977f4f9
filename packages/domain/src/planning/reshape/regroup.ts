/**
 * One replica goes above its siblings, under a master that lives or is dead. Whoever received more than the one that is
 * chosen stays where it is and is named as lost: below a server that lacks its transactions they would be errant, silently.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { replicasOf } from '../../topology/queries.ts';
import { fail, pass, warn } from '../checks.ts';
import { isBinlogServer } from '../coordinates/log-family.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { replicasTo } from '../wanted-moves.ts';
import { regroupBinlogServers } from './regroup-binlog-servers.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { RankedCandidate } from './rank-candidates.ts';
import { beyond, receivedFrom } from './received.ts';
import type { Reshape } from './reshape.ts';
import { refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

/** The reasons against each replica, for as many as anybody reads. */
const MAX_NAMED = 20;

export function regroupReplicas(
  snapshot: TopologySnapshot,
  { source, candidate, among }: Extract<Reshape, { kind: 'regroup-replicas' }>,
): WantedShape {
  const replicas = replicasOf(snapshot, source);
  const areAllBinlogServers = replicas.length > 0 && replicas.every(({ id }) => isBinlogServer(snapshot, id));
  if (among === 'binlog-servers' || areAllBinlogServers) return regroupBinlogServers(snapshot, { source, candidate });
  const ranked = rankCandidates(snapshot, source);
  if (ranked.length === 0) return refused(source, 'no-replicas', { source });
  const [best] = ranked;
  const chosen = candidate === null ? best : ranked.find(({ instance }) => instance.id === candidate);
  if (chosen === undefined) return refused(source, 'not-a-replica-of', { candidate: candidate ?? '', source });
  if (candidate === null && chosen.against.length > 0) return nobodyFits(source, ranked);
  const target = chosen.instance.id;
  const lost = lostTo(snapshot, source, chosen);
  const moves = replicasTo(snapshot, { source, target, only: null }).filter(({ replica }) => !lost.has(replica));
  if (moves.length === 0 && lost.size === 0) return refused(source, 'no-replicas-to-move', { source, target });
  return {
    kind: 'wanted',
    moves,
    mayLeaveBehind: true,
    checks: [...choice(source, chosen, candidate), ...lost.values()],
  };
}

function choice(
  source: InstanceId,
  { instance: { id }, against }: RankedCandidate,
  asked: InstanceId | null,
): readonly Check[] {
  if (asked === null) return [pass(id, message('candidate-chosen', { candidate: id, source }))];
  return against.map((reason) => warn(id, reason));
}

function nobodyFits(source: InstanceId, ranked: readonly RankedCandidate[]): WantedShape {
  const reasons = ranked.flatMap(({ instance, against }) => against.map((reason) => fail(instance.id, reason)));
  return {
    kind: 'refused',
    checks: [fail(null, message('no-candidate', { source })), ...reasons.slice(0, MAX_NAMED)],
  };
}

/** Under a master that answers, nobody is lost: the one that is chosen gets the rest from it. */
export function lostTo(
  snapshot: TopologySnapshot,
  source: InstanceId,
  { instance: chosen }: RankedCandidate,
): ReadonlyMap<InstanceId, Check> {
  const lost = new Map<InstanceId, Check>();
  const received = receivedFrom(snapshot, source);
  const has = received.get(chosen.id);
  if (snapshot.instances.get(source)?.health === 'ok' || has === undefined) return lost;
  for (const [id, each] of received) {
    const ahead = id === chosen.id ? '' : beyond(each, has);
    if (ahead !== '') lost.set(id, warn(id, message('lost-ahead', { replica: id, candidate: chosen.id, ahead })));
  }
  return lost;
}
