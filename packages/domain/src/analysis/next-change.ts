/** When time alone makes something else of what is known of a cluster: a window ends, an answer grows too old. */
import { asInstant } from '../shared/time.ts';
import type { Instant } from '../shared/time.ts';
import { membersOf } from '../topology/queries.ts';
import type { ClusterId, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { AnalysisContext } from './finding.ts';

const MS_PER_SECOND = 1_000;

/** The first moment after the snapshot's; `null`: nothing changes by itself. */
export function nextChange(snapshot: TopologySnapshot, cluster: ClusterId, context: AnalysisContext): Instant | null {
  const moments = membersOf(snapshot, cluster).flatMap((instance) => momentsOf(instance, context));
  const later = moments.filter((at) => at > snapshot.asOf);
  return later.length === 0 ? null : asInstant(Math.min(...later));
}

/** What holds up to a moment does so no more one millisecond later. */
function momentsOf({ id, health, observedAt, registered }: Instance, context: AnalysisContext): readonly number[] {
  const { settings, positionHeldSince, receiversRestartedAt } = context;
  const held = positionHeldSince.get(id);
  const restarted = receiversRestartedAt.get(id);
  return [
    ...(health === 'ok' && observedAt !== null ? [observedAt + settings.staleAfterMs + 1] : []),
    ...(held === undefined ? [] : [held + settings.lockedSemiSyncSeconds * MS_PER_SECOND + 1]),
    ...(restarted === undefined ? [] : [restarted + settings.restartGraceMs]),
    ...[registered.downtime, registered.maintenance].flatMap((note) => (note === null ? [] : [note.endsAt + 1])),
  ];
}
