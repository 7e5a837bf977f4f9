/**
 * Restarts the receiver of one replica below a server that stands still, where its cluster's policy lets that be and its death
 * would be recovered by itself: one that is not let in again tells what a heartbeat that is not due cannot. A plan like any
 * other, with its lock, its journal and its audit.
 */
import type {
  ClusterId,
  InstanceId,
  PlanId,
  Policy,
  RecoveryRules,
  RestartedReceiver,
  TopologySnapshot,
} from '@topiary/domain';
import { mayRestartReceiver, message, receiverToRestart } from '@topiary/domain';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AuditLog } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import { detailOf } from '../shared/detail-of.ts';
import { placeOfFailure } from './place-of-failure.ts';
import type { RecoveryService } from './recovery-service.ts';

/** From one below a server to the next below it: whatever keeps that from telling anything, replicas go on replicating. */
export const RESTART_AGAIN_MS = 60_000;
/** Servers that are remembered for that. */
const MAX_REMEMBERED = 10_000;

export interface ReceiverRestartsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly plans: Pick<PlanService, 'propose' | 'confirm' | 'whenFinished'>;
  readonly recoveries: Pick<RecoveryService, 'readinessOf' | 'switches'>;
  readonly rules: RecoveryRules;
  readonly policy: Policy;
  readonly snapshot: () => TopologySnapshot;
}

export class ReceiverRestarts {
  private readonly options: ReceiverRestartsOptions;
  /** When, on the monotonic clock. */
  private readonly restarted = new Map<InstanceId, number>();

  constructor(options: ReceiverRestartsOptions) {
    this.options = options;
  }

  /** Never rejects. `null`: none was. */
  async restartOne(source: InstanceId): Promise<RestartedReceiver | null> {
    const { logger } = this.options;
    try {
      return await this.restart(source);
    } catch (error) {
      logger.error('receiver-not-restarted', { instance: source, detail: detailOf(error) });
      return null;
    }
  }

  private async restart(source: InstanceId): Promise<RestartedReceiver | null> {
    const { snapshot, rules, policy, plans } = this.options;
    const cluster = snapshot().instances.get(source)?.cluster;
    const place = cluster === undefined ? null : placeOfFailure(snapshot(), { instance: source, cluster });
    if (place === null || this.isSoon(source) || !mayRestartReceiver(place.question.cluster, rules)) return null;
    const chosen = receiverToRestart({ snapshot: snapshot(), policy, source });
    if (chosen === null || !(await this.wouldBeRecovered(source, place.question.cluster.id))) return null;
    this.remember(source);
    const { replica: instance, channel } = chosen;
    const act = { kind: 'restart-replica', channel, threads: 'receiver' } as const;
    const proposed = plans.propose({ kind: 'control', instance, act }, TOPIARY);
    if (proposed.kind !== 'proposed') return null;
    const { plan } = proposed.state;
    this.tell({ source, replica: instance, cluster: plan.cluster, plan: plan.id });
    if ((await plans.confirm(plan.id, TOPIARY)).kind !== 'started') return null;
    const execution = await plans.whenFinished(plan.id);
    return execution?.outcome === 'done' ? chosen : null;
  }

  /** By itself and now: what nobody would act on is not worth touching a replica. */
  private async wouldBeRecovered(id: InstanceId, cluster: ClusterId): Promise<boolean> {
    const { recoveries, snapshot } = this.options;
    const scope = snapshot().clusters.get(cluster)?.masters.includes(id) === true ? 'master' : 'intermediate';
    const switches = await recoveries.switches();
    return (await recoveries.readinessOf({ id, scope, cluster, switches }))?.ready === true;
  }

  private isSoon(source: InstanceId): boolean {
    const before = this.restarted.get(source);
    return before !== undefined && this.options.clock.monotonicMs() - before < RESTART_AGAIN_MS;
  }

  private remember(source: InstanceId): void {
    const { restarted } = this;
    const [oldest] = restarted.keys();
    restarted.delete(source);
    if (oldest !== undefined && restarted.size >= MAX_REMEMBERED) restarted.delete(oldest);
    restarted.set(source, this.options.clock.monotonicMs());
  }

  private tell({ source, replica, cluster, plan }: Told): void {
    const { audit, clock, logger, snapshot } = this.options;
    logger.warn('receiver-restarted-to-see', { instance: replica, source });
    audit.write({
      at: clock.now(),
      actor: TOPIARY,
      action: 'restart-receiver-to-see',
      cluster,
      clusterName: snapshot().clusters.get(cluster)?.name ?? cluster,
      instance: replica,
      plan,
      result: 'ok',
      summary: [message('receiver-restarted-to-see', { replica, source })],
    });
  }
}

interface Told extends Pick<RestartedReceiver, 'replica'> {
  readonly source: InstanceId;
  readonly cluster: ClusterId;
  readonly plan: PlanId;
}
