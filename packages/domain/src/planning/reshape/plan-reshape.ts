/** The planner of reshapes: each row says which moves a shape comes down to, the rest is the same for all of them. */
import { assert } from '../../shared/assert.ts';
import type { InstanceId } from '../../topology/address.ts';
import { asClusterId } from '../../topology/snapshot.ts';
import type { ClusterId, TopologySnapshot } from '../../topology/snapshot.ts';
import { assemble, refuse } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { planMoves } from '../plan-moves.ts';
import type { Intent, Plan, Refusal } from '../plan.ts';
import { enforceSemiSync } from '../recovery/enforce-semi-sync.ts';
import { rehomeReplicas } from '../recovery/rehome-replicas.ts';
import { evacuate } from './evacuate.ts';
import { moveBelow, moveUp, moveUpReplicas, takeSiblings } from './neighbours.ts';
import { regroupReplicas } from './regroup.ts';
import { repoint, repointReplicas } from './repoint.ts';
import { makeCoMaster } from './make-co-master.ts';
import { makeMaster } from './make-master.ts';
import { namedInShape } from './reshape.ts';
import type { Reshape, ReshapeKind } from './reshape.ts';
import { makeLocalMaster, takeMaster } from './take-master.ts';
import type { WantedShape } from './wanted-shape.ts';

type Rows = {
  readonly [Kind in ReshapeKind]: (
    snapshot: TopologySnapshot,
    shape: Extract<Reshape, { kind: Kind }>,
    question: PlanQuestion,
  ) => WantedShape;
};

const ROWS: Rows = {
  'move-up': moveUp,
  'move-up-replicas': moveUpReplicas,
  'move-below': moveBelow,
  repoint,
  'repoint-replicas': repointReplicas,
  'take-siblings': takeSiblings,
  'take-master': takeMaster,
  'make-local-master': makeLocalMaster,
  'make-co-master': makeCoMaster,
  'make-master': makeMaster,
  'regroup-replicas': regroupReplicas,
  evacuate,
  'rehome-replicas': rehomeReplicas,
  'enforce-semi-sync': enforceSemiSync,
  'move-many': (_snapshot, { moves }) => ({ kind: 'wanted', moves, mayLeaveBehind: moves.length > 1 }),
};

export function planReshape(
  question: PlanQuestion,
  { shape, method, acceptsLoss }: Extract<Intent, { kind: 'reshape' }>,
): Plan | Refusal {
  const wanted = wantedBy(question, shape);
  if (wanted.kind === 'refused') return refuse(wanted.checks);
  if (wanted.kind === 'drafted') return assemble(question, clusterOf(question, wanted.instance), wanted.drafted);
  const { judgedOn: snapshot = question.snapshot } = wanted;
  return planMoves(
    { ...question, snapshot },
    { ...wanted, moves: wanted.moves.map((move) => ({ ...move, method })), acceptsLoss },
  );
}

/** The rows are typed by kind; this is the one place where a shape meets its row. */
function wantedBy(question: PlanQuestion, shape: Reshape): WantedShape {
  const row = ROWS[shape.kind] as unknown as (
    snapshot: TopologySnapshot,
    shape: Reshape,
    question: PlanQuestion,
  ) => WantedShape;
  return row(question.snapshot, shape, question);
}

function clusterOf({ snapshot }: PlanQuestion, instance: InstanceId): ClusterId {
  return snapshot.instances.get(instance)?.cluster ?? asClusterId('');
}

export function shapeTitle(shape: Reshape): Message {
  switch (shape.kind) {
    case 'move-up-replicas':
    case 'regroup-replicas':
    case 'rehome-replicas':
      return message(`title-${shape.kind}`, { source: shape.source });
    case 'repoint-replicas':
      return message('title-repoint-replicas', { source: shape.source });
    case 'move-below':
      return message('title-move-below', { replica: shape.replica, sibling: shape.sibling });
    case 'evacuate':
      return message('title-evacuate', { servers: shape.servers.join(', ') });
    case 'enforce-semi-sync':
      return message('title-enforce-semi-sync', { master: shape.master });
    case 'move-many':
      return message(shape.restores ? 'title-restore' : 'title-move-many', { count: shape.moves.length });
    default:
      return message(`title-${shape.kind}`, { replica: shape.replica });
  }
}

/** Whom it is about, in lists and in the audit. */
export function subjectOf(shape: Reshape): InstanceId {
  const [subject] = namedInShape(shape);
  assert(subject !== undefined, 'a reshape names a server', shape.kind);
  return subject;
}
