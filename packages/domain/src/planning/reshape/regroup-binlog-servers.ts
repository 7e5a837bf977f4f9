/**
 * One of the binlog servers below a master goes above the others: the one that received most of its log, in which they all
 * stand at places of their own. Replicas that are none stay where they are. Source: spec/refactoring §9, §18.
 */
import { promotionRuleOf } from '../../classification/promotion.ts';
import { compareCoordinates } from '../../replication/binlog-coordinates.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { replicasOf } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { isBinlogServer } from '../coordinates/log-family.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { replicasTo } from '../wanted-moves.ts';
import { refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

export interface RegroupQuestion {
  readonly source: InstanceId;
  /** `null`: the one that has most of the log. */
  readonly candidate: InstanceId | null;
}

export function regroupBinlogServers(snapshot: TopologySnapshot, { source, candidate }: RegroupQuestion): WantedShape {
  const servers = replicasOf(snapshot, source).filter(({ id }) => isBinlogServer(snapshot, id));
  if (servers.length === 0) return refused(source, 'no-binlog-servers', { source });
  const fitting = servers.filter((one) => reasonAgainst(one) === null).toSorted(mostFirst);
  const chosen = candidate === null ? fitting[0] : servers.find(({ id }) => id === candidate);
  if (chosen === undefined) {
    if (candidate !== null) return refused(source, 'not-a-binlog-server-of', { candidate, source });
    const reasons = servers.flatMap((one) => reasonAgainst(one) ?? []);
    return {
      kind: 'refused',
      checks: [fail(null, message('no-candidate', { source })), ...reasons.map((reason) => fail(null, reason))],
    };
  }
  const target = chosen.id;
  const only = servers.map(({ id }) => id).filter((id) => id !== target);
  const moves = replicasTo(snapshot, { source, target, only });
  if (moves.length === 0) return refused(source, 'no-replicas-to-move', { source, target });
  const against = candidate === null ? null : reasonAgainst(chosen);
  return {
    kind: 'wanted',
    moves,
    mayLeaveBehind: true,
    checks: [
      against === null
        ? pass(target, message('candidate-chosen', { candidate: target, source }))
        : warn(target, against),
    ],
  };
}

function reasonAgainst(instance: Instance): Message | null {
  const { id, health } = instance;
  if (health !== 'ok' || endOf(instance) === null) return message('candidate-silent', { candidate: id });
  const isBanned = promotionRuleOf(instance) === 'must_not' || instance.classification.neverPromoted;
  return isBanned ? message('candidate-banned', { candidate: id }) : null;
}

/** Of the log that it keeps, which is its master's. */
function endOf({ observation }: Instance): BinlogCoordinates | null {
  return observation?.binlog ?? null;
}

function mostFirst(left: Instance, right: Instance): number {
  const [one, other] = [endOf(left), endOf(right)];
  if (one === null || other === null) return 0;
  const order = compareCoordinates(one, other);
  return order === 'after' ? -1 : order === 'before' ? 1 : 0;
}
