/** What is being moved, before it is known where to: what a grab, a menu entry and a shortcut have in common. */
import type { CandidatesInput, CandidatesView, EdgeView, InstanceId, IntentInput } from '@topiary/contract';

export type MoveSubject = CandidatesInput;
export type Verdict = CandidatesView['verdicts'][number];

export function moveOne(replica: InstanceId, channel: string | null = null): MoveSubject {
  return { kind: 'relocate', replica, channel };
}

export function moveReplicasOf(source: InstanceId): MoveSubject {
  return { kind: 'relocate-replicas', source, only: null };
}

/** Servers that were picked out, each by the channel that it has; of several channels the default one is meant. */
export function movePicked(
  ids: Iterable<InstanceId>,
  edges: readonly Pick<EdgeView, 'replica' | 'channel'>[],
): Extract<MoveSubject, { kind: 'move-many' }> {
  const channels = Map.groupBy(edges, ({ replica }) => replica);
  const replicas = [...ids].map((replica) => {
    const [own, ...others] = channels.get(replica) ?? [];
    return { replica, channel: others.length === 0 ? (own?.channel ?? '') : '' };
  });
  return { kind: 'move-many', replicas };
}

/** The server that was taken hold of: the replica itself, the one whose replicas move, or the first of several. */
export function subjectInstance(subject: MoveSubject): InstanceId {
  if (subject.kind === 'relocate') return subject.replica;
  if (subject.kind === 'relocate-replicas') return subject.source;
  const [first] = subject.replicas;
  if (first === undefined) throw new Error('A move of several servers names at least one.');
  return first.replica;
}

/** Whether a drop there is a letting go. Of several servers one may be the new master of the others. */
export function isLettingGo(subject: MoveSubject, target: InstanceId): boolean {
  return subject.kind !== 'move-many' && subjectInstance(subject) === target;
}

export function intentOf(subject: MoveSubject, target: InstanceId): IntentInput {
  if (subject.kind === 'relocate') return { ...subject, target };
  if (subject.kind === 'move-many') {
    const moves = subject.replicas.filter(({ replica }) => replica !== target).map((one) => ({ ...one, target }));
    return { kind: 'reshape', shape: { kind: 'move-many', moves } };
  }
  return { kind: 'relocate-replicas', source: subject.source, target, only: subject.only };
}
