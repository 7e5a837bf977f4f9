/**
 * S15 and S16: what people and earlier recoveries forbid, kept apart from what Topiary knows of it. Times are those of the
 * wall clock of the process that asks, which is what it has.
 */
import type { ClusterId, InstanceId, Instant, RecoveryScope } from '@topiary/domain';
import { stepsInOrder } from '@topiary/domain';
import type { RecoveryRequest, RecoveryState } from '@topiary/engine';
import type { PlanRecord } from './ledger.ts';

/** What a recovery is weighed by: it holds back what is as heavy as itself or less. */
const WEIGHTS: Readonly<Record<RecoveryScope, number>> = {
  master: 3,
  writable: 2,
  intermediate: 1,
  'semi-sync': 0,
  'old-master': -1,
};
/** Who has no name of a person. */
const NOBODY = 'topiary';

interface Recovered {
  readonly uid: string;
  readonly process: string;
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  readonly scope: RecoveryScope;
  readonly startedAt: Instant;
  endedAt: Instant | null;
  changed: boolean;
  isAcknowledged: boolean;
}

export class PolicyKept {
  readonly recoveries: Recovered[] = [];
  private readonly downtimes = new Map<InstanceId, number>();
  isOff = false;

  switched(isOff: boolean): void {
    this.isOff = isOff;
  }

  downtimed(instance: InstanceId, untilMs: number): void {
    this.downtimes.set(instance, untilMs);
  }

  /** What kept it from beginning by itself. */
  registered(process: string, { recovery, wanted }: RecoveryRequest): readonly string[] {
    const { uid, cluster, instance, scope, startedAt } = recovery;
    const problems = wanted.forced ? [] : this.forbidding(recovery, wanted);
    const running = this.recoveries.find(
      (one) => one.endedAt === null && one.cluster === cluster && meets(one, { instance, scope }),
    );
    if (running !== undefined) problems.push(`${running.uid} of ${running.instance} still runs in its cluster`);
    this.recoveries.push({
      uid,
      process,
      cluster,
      instance,
      scope,
      startedAt,
      endedAt: null,
      changed: false,
      isAcknowledged: false,
    });
    return problems.map((problem) => `the recovery ${uid} of ${instance} begins by itself while ${problem}`);
  }

  updated(uid: string, { endedAt, changed, successor }: RecoveryState): void {
    const known = this.recoveries.find((one) => one.uid === uid);
    if (known === undefined) return;
    // A downtime is about what the server was for: it ends where that becomes the master.
    if (successor !== null) this.downtimes.delete(successor);
    known.endedAt = endedAt;
    // One that is taken back, since its master is there again, has changed nothing in the end.
    known.changed = endedAt === null ? known.changed || changed : changed;
  }

  acknowledged(which: (one: Recovered) => boolean): void {
    for (const one of this.recoveries) if (which(one)) one.isAcknowledged = true;
  }

  /** By the process that begins to act. */
  ended(uids: ReadonlySet<string>, at: Instant): void {
    for (const one of this.recoveries) if (uids.has(one.uid)) Object.assign(one, { endedAt: at, isAcknowledged: true });
  }

  /** S16. */
  began(process: string, { plan, entries }: PlanRecord): string | null {
    const isByItself = entries.some((entry) => entry.kind === 'plan-started' && entry.actor.user === NOBODY);
    if (!isByItself) return null;
    const named = new Set(stepsInOrder(plan).map(({ instance }) => instance));
    const { intent } = plan;
    if (intent.kind === 'replace-master') named.add(intent.master);
    if (intent.kind === 'reshape' && intent.shape.kind === 'rehome-replicas') named.add(intent.shape.source);
    // A master that is dead, or back, may stand in another cluster than those that read from it.
    const isOwn = ({ cluster, instance }: Recovered): boolean => cluster === plan.cluster || named.has(instance);
    const runs = this.recoveries.some((one) => one.process === process && one.endedAt === null && isOwn(one));
    return runs ? null : `${plan.id} (${plan.intent.kind}) is begun by itself, and no recovery of its cluster runs`;
  }

  private forbidding(
    { cluster, instance, scope }: RecoveryRequest['recovery'],
    { at, blockMs }: RecoveryRequest['wanted'],
  ): string[] {
    const downtime = this.downtimes.get(instance);
    const recent = this.recoveries.find(
      (one) =>
        scope !== 'old-master' &&
        one.cluster === cluster &&
        one.endedAt !== null &&
        one.changed &&
        !one.isAcknowledged &&
        WEIGHTS[one.scope] >= WEIGHTS[scope] &&
        at < one.startedAt + blockMs,
    );
    return [
      ...(this.isOff ? ['recovery is switched off'] : []),
      ...(downtime !== undefined && at < downtime ? [`${instance} is downtimed`] : []),
      ...(recent === undefined ? [] : [`${recent.uid} of ${recent.instance} changed its cluster a short while ago`]),
    ];
  }
}

/** One that comes back is closed whatever else is repaired. */
function meets(one: Pick<Recovered, 'instance' | 'scope'>, other: Pick<Recovered, 'instance' | 'scope'>): boolean {
  const isApart = one.scope === 'old-master' || other.scope === 'old-master';
  return !isApart || (one.scope === other.scope && one.instance === other.instance);
}
