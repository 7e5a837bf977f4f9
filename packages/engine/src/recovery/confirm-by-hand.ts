/**
 * What goes with a plan that a person saw and confirms: a plan that replaces a master is a recovery, registered and recorded,
 * with the hooks before and after it; one that lets a replica take its master's place has a list of hooks of its own.
 */
import type { Actor, InstanceId, Message, Plan, PlanId, ReplaceMasterIntent, TopologySnapshot } from '@topiary/domain';
import { edgesOf, message, successorIn } from '@topiary/domain';
import type { ConfirmResult } from '../api.ts';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { failedMaster, forced, takeover } from './manual-recovery.ts';
import type { RecoveryRunner, RunResult } from './recovery-runner.ts';
import { replaceDeadMaster } from './repairs.ts';
import type { Repair } from './repairs.ts';

export interface ConfirmByHandOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly plans: Pick<PlanService, 'state' | 'confirm' | 'whenFinished'>;
  readonly runner: Pick<RecoveryRunner, 'run' | 'runsHooks'>;
  readonly snapshot: () => TopologySnapshot;
}

export class ConfirmByHand {
  private readonly options: ConfirmByHandOptions;

  constructor(options: ConfirmByHandOptions) {
    this.options = options;
  }

  async confirm(id: PlanId, actor: Actor): Promise<ConfirmResult> {
    const { plans } = this.options;
    // A journal that cannot be read keeps nobody from what else was proposed: confirming says itself what is wrong.
    const proposed = await plans.state(id).catch(() => null);
    if (proposed === null || proposed.execution !== null) return plans.confirm(id, actor);
    const { plan } = proposed;
    if (plan.intent.kind === 'replace-master') return this.replace(plan, plan.intent, actor);
    const swapped = swappedBy(plan, this.options.snapshot());
    const confirmed = await plans.confirm(id, actor);
    if (confirmed.kind === 'started' && swapped !== null) void this.afterTakeMaster(plan, swapped, actor);
    return confirmed;
  }

  /** Answers when the plan has started, or will not. */
  private replace(plan: Plan, intent: ReplaceMasterIntent, actor: Actor): Promise<ConfirmResult> {
    const { clock, runner, logger, snapshot, plans } = this.options;
    const master = snapshot().instances.get(intent.master);
    if (master === undefined) return plans.confirm(plan.id, actor);
    const { promise, resolve } = Promise.withResolvers<ConfirmResult>();
    const { command, repair } = replacing(intent);
    const ran = runner.run({
      failed: failedMaster(master, command),
      repair: { ...repair, intent },
      seenAt: clock.now(),
      byHand: { actor, command },
      expected: successorIn(plan),
      approved: { plan, onConfirm: resolve },
    });
    void ran.then(
      (result) => resolve(this.notStarted(result, plan, actor)),
      (error: unknown) => {
        logger.error('recovery-crashed', { instance: intent.master, code: command, error });
        resolve(heldBack([message('recovery-broke-off', { instance: intent.master })]));
      },
    );
    return promise;
  }

  /** Means nothing for one that has started. */
  private notStarted(result: RunResult, plan: Plan, actor: Actor): ConfirmResult | Promise<ConfirmResult> {
    if (result.kind === 'ended') return heldBack(result.end.errors);
    if (result.kind === 'no-recovery') return heldBack([result.reason]);
    // Who acts is said by those who ask for any plan, in one way.
    if (result.kind === 'refused' && result.gate.code !== 'actor') return heldBack([result.gate.why]);
    return this.options.plans.confirm(plan.id, actor);
  }

  private async afterTakeMaster({ id }: Plan, { replica, master }: Swapped, actor: Actor): Promise<void> {
    const { plans, runner, snapshot, logger } = this.options;
    try {
      const execution = await plans.whenFinished(id);
      const failed = snapshot().instances.get(master);
      if (execution?.outcome !== 'done' || failed === undefined) return;
      const wish = { failed: failedMaster(failed, TAKE_MASTER), byHand: { actor, command: TAKE_MASTER } };
      await runner.runsHooks(['PostTakeMasterProcesses'], { wish, end: { successor: replica, lost: [], errors: [] } });
    } catch (error) {
      logger.error('hooks-crashed', { plan: id, error });
    }
  }
}

const TAKE_MASTER = 'take-master';

interface Swapped {
  readonly replica: InstanceId;
  readonly master: InstanceId;
}

/** Before the plan runs: afterwards they stand the other way round. */
function swappedBy({ intent }: Plan, snapshot: TopologySnapshot): Swapped | null {
  if (intent.kind !== 'reshape' || intent.shape.kind !== TAKE_MASTER) return null;
  const { replica } = intent.shape;
  const [edge] = edgesOf(snapshot, replica);
  return edge === undefined ? null : { replica, master: edge.source };
}

/** Commands as hooks are told of them. */
function replacing(intent: ReplaceMasterIntent): { readonly command: string; readonly repair: Repair } {
  const { master, successor, because, rejoins = false } = intent;
  if (because === 'takeover')
    return { command: 'graceful-master-takeover', repair: takeover(master, { successor, auto: rejoins }) };
  if (because === 'dead') return { command: '', repair: replaceDeadMaster(master) };
  if (successor === null) return { command: 'force-master-failover', repair: forced(master, null) };
  return { command: 'force-master-takeover', repair: forced(master, successor) };
}

function heldBack(reasons: readonly Message[]): ConfirmResult {
  return { kind: 'held-back', reasons };
}
