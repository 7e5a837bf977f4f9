/** What happened to a cluster, from the records that are there already: recoveries, detections, and the audit. */
import { MAX_PAGE_SIZE, MAX_TIMELINE_EVENTS } from '@topiary/contract';
import type { TimelineEventView } from '@topiary/contract';
import type { ClusterId, Instant } from '@topiary/domain';
import type { AuditEntry, DetectionRecord, Engine, RecoveryRecord } from '@topiary/engine';
import type { DeepReadonly } from './readonly.ts';

export interface TimeRange {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Timeline {
  /** The newest first. */
  readonly events: readonly DeepReadonly<TimelineEventView>[];
  readonly moreEvents: boolean;
}

/** Rejects when the store cannot be read. */
export async function timelineEvents(
  engine: Pick<Engine, 'recoveries' | 'audit'>,
  cluster: ClusterId,
  range: TimeRange,
): Promise<Timeline> {
  const page = { cluster, page: 0, pageSize: MAX_PAGE_SIZE };
  const [repaired, detected, acts] = await Promise.all([
    engine.recoveries.list({ ...page, ...range }),
    engine.recoveries.detections(page),
    engine.audit({ ...page, ...range }),
  ]);
  const within = detected.items.filter(({ at }) => at >= range.from && at <= range.to);
  const events = [
    ...repaired.items.map(ofRecovery),
    // What led to a recovery is told by that.
    ...within.filter(({ recovery }) => recovery === null).map(ofDetection),
    ...acts.items.map(ofAct),
  ].toSorted((left, right) => right.at - left.at);
  const more =
    repaired.total > repaired.items.length ||
    acts.total > acts.items.length ||
    (detected.total > detected.items.length && within.length === detected.items.length);
  return { events: events.slice(0, MAX_TIMELINE_EVENTS), moreEvents: more || events.length > MAX_TIMELINE_EVENTS };
}

const NOTHING = { recovery: null, plan: null, user: null, result: null, summary: [], endedAt: null } as const;

function ofRecovery({
  startedAt,
  endedAt,
  instance,
  code,
  uid,
  plan,
}: RecoveryRecord): DeepReadonly<TimelineEventView> {
  return { ...NOTHING, kind: 'recovery', at: startedAt, endedAt, instance, code, recovery: uid, plan };
}

function ofDetection({ at, endedAt, instance, code }: DetectionRecord): DeepReadonly<TimelineEventView> {
  return { ...NOTHING, kind: 'detection', at, endedAt, instance, code };
}

function ofAct({ at, instance, action, plan, actor, result, summary }: AuditEntry): DeepReadonly<TimelineEventView> {
  const kind = plan === null ? 'act' : 'plan';
  return { ...NOTHING, kind, at, instance, code: action, plan, user: actor.user, result, summary };
}
