/** What is being moved, before it is known where to: what a grab, a menu entry and a shortcut have in common. */
import type { CandidatesInput, CandidatesView, InstanceId, IntentInput } from '@topiary/contract';

export type MoveSubject = CandidatesInput;
export type Verdict = CandidatesView['verdicts'][number];

export function moveOne(replica: InstanceId, channel: string | null = null): MoveSubject {
  return { kind: 'relocate', replica, channel };
}

export function moveReplicasOf(source: InstanceId): MoveSubject {
  return { kind: 'relocate-replicas', source, only: null };
}

/** The server that was taken hold of: the replica itself, or the one whose replicas move. */
export function subjectInstance(subject: MoveSubject): InstanceId {
  return subject.kind === 'relocate' ? subject.replica : subject.source;
}

export function intentOf(subject: MoveSubject, target: InstanceId): IntentInput {
  if (subject.kind === 'relocate') return { ...subject, target };
  return { kind: 'relocate-replicas', source: subject.source, target, only: subject.only };
}
