/**
 * One recovery from its registration to its end, asked for by a finding or by a person: registered, hooks before, planned
 * and confirmed on fresh observations, run, hooks after, resolved. Whatever happens between, a recovery that was registered
 * is resolved; a plan that has begun goes on whatever becomes of the record.
 */
import type {
  Actor,
  AskedIntent,
  Execution,
  Finding,
  InstanceId,
  Instant,
  Message,
  Plan,
  PlanId,
  Step,
  TopologySnapshot,
} from '@topiary/domain';
import { FENCED_RESULT, message, stepsInOrder, successorIn, TRIED_RESULT } from '@topiary/domain';
import type { ConfirmResult, ProposeResult } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { HookList } from '../ports/hooks.ts';
import type { Logger } from '../ports/logger.ts';
import type { PlanService } from '../plans/plan-service.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import { setDowntimeAfter } from './downtime-after.ts';
import type { DowntimeOptions } from './downtime-after.ts';
import { failureFacts } from './failure-facts.ts';
import type { FailedServer } from './failure-facts.ts';
import type { HookRunner } from './hook-runner.ts';
import { partAfter, playPart } from './parts-after.ts';
import { settleConditions } from './post-conditions.ts';
import type { BeginResult, RecoveryService } from './recovery-service.ts';
import { lostIn } from './repairs.ts';
import type { Repair } from './repairs.ts';
import type { RecoveryEnd, RunningRecovery } from './running-recovery.ts';

/** Plans that turn out stale before they begin; after the last, the recovery ends as failed. */
export const MAX_ATTEMPTS = 5;
/** A plan that is put back may take its ten seconds for opening a master again. */
export const MAX_ATTEMPTS_AFTER = 40;
export const AFTER_MS = 500;

export interface RecoveryRunnerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recoveries: Pick<RecoveryService, 'begin' | 'rules'>;
  readonly plans: Pick<PlanService, 'proposeReading' | 'confirm' | 'whenFinished' | 'state' | 'requestStop'>;
  readonly hooks: Pick<HookRunner, 'run'>;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly settings: Pick<EngineSettings, 'holder'>;
  readonly register: DowntimeOptions['register'];
}

export interface RunWish {
  readonly failed: FailedServer;
  readonly repair: Repair;
  readonly seenAt: Instant;
  /** The detection that led to it. */
  readonly detection?: number;
  /** A person asks, which no policy forbids; left out: a finding does. */
  readonly byHand?: { readonly actor: Actor; readonly command: string };
  /** What was found before it was registered, and belongs into its record. */
  readonly said?: readonly Message[];
  /** Left out: they run. */
  readonly withoutHooks?: boolean;
  /** Who will take over, as `PreGracefulTakeoverProcesses` are told. */
  readonly expected?: InstanceId | null;
  /** A plan that a person saw and wants: that one is run or none, and it is said at once what became of its start. */
  readonly approved?: { readonly plan: Plan; readonly onConfirm: (result: ConfirmResult) => void };
}

export type RunResult =
  | { readonly kind: 'ended'; readonly recovery: RunningRecovery; readonly end: RecoveryEnd }
  | Exclude<BeginResult, { readonly kind: 'registered' }>;

export type RecoveryPreview =
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly reasons: readonly Message[] };

export class RecoveryRunner {
  private readonly options: RecoveryRunnerOptions;
  private running = 0;

  constructor(options: RecoveryRunnerOptions) {
    this.options = options;
  }

  /** From before a recovery is registered until its record is closed. */
  get isRunning(): boolean {
    return this.running > 0;
  }

  /** What it would do now, or why nothing. Nothing is registered or changed. */
  async preview(intent: AskedIntent, actor: Actor = TOPIARY): Promise<RecoveryPreview> {
    const proposed = await this.options.plans.proposeReading(intent, actor);
    if (proposed.kind === 'proposed') return { kind: 'planned', plan: proposed.state.plan };
    return { kind: 'refused', reasons: reasonsOfProposal(proposed) };
  }

  async run(wish: RunWish): Promise<RunResult> {
    this.running += 1;
    try {
      return await this.runNow(wish);
    } finally {
      this.running -= 1;
    }
  }

  private async runNow(wish: RunWish): Promise<RunResult> {
    const { code, instance, cluster, scope } = wish.failed;
    const { byHand, detection } = wish;
    const begun = await this.options.recoveries.begin({
      code,
      instance,
      cluster,
      forced: byHand !== undefined,
      ...byHand,
      ...(scope === undefined ? {} : { scope }),
      ...(detection === undefined ? {} : { detection }),
    });
    if (begun.kind !== 'registered') return begun;
    const { recovery } = begun;
    recovery.phase('seen', wish.seenAt);
    for (const said of wish.said ?? []) recovery.note(said);
    let end: RecoveryEnd = failed([message('recovery-broke-off', { instance })]);
    try {
      end = await this.repair(wish, recovery);
      const after = end.successor === null ? (['PostUnsuccessfulFailoverProcesses'] as const) : wish.repair.after;
      await this.setDowntime(wish, end);
      await this.runsHooks(after, { wish, recovery, end });
      await this.playPart(wish, recovery, end);
      end = await this.settled(end, recovery);
    } finally {
      await recovery.resolve(end);
    }
    return { kind: 'ended', recovery, end };
  }

  /** Of a master that somebody took the place of; one that gave it up in order is there for its own. */
  private async setDowntime(
    { failed: { instance }, repair }: RunWish,
    { successor, lost }: RecoveryEnd,
  ): Promise<void> {
    const { intent } = repair;
    if (successor === null || intent.kind !== 'replace-master') return;
    const gone = intent.because === 'takeover' ? lost : [instance, ...lost];
    const lostMs = this.options.recoveries.rules.lostDowntimeMs;
    await setDowntimeAfter({ successor, gone, lostMs }, this.options);
  }

  /** `false`: one of them failed, and nothing may be done. */
  async runsHooks(
    lists: readonly HookList[],
    told: {
      readonly wish: Pick<RunWish, 'failed' | 'byHand' | 'withoutHooks'>;
      readonly recovery?: RunningRecovery;
      readonly end?: RecoveryEnd | null;
    },
  ): Promise<boolean> {
    const { hooks, recoveries, snapshot, settings } = this.options;
    const { wish, recovery, end = null } = told;
    if (wish.withoutHooks === true) return true;
    for (const list of lists) {
      const facts = failureFacts({
        failed: wish.failed,
        snapshot: snapshot(),
        rules: recoveries.rules,
        host: settings.holder.hostname,
        uid: recovery?.uid ?? '',
        end,
        command: wish.byHand?.command ?? '',
      });
      const outcome = await hooks.run({ list, facts, note: (said) => recovery?.note(said) });
      if (outcome.kind === 'aborted') return false;
    }
    return true;
  }

  private async repair(wish: RunWish, recovery: RunningRecovery): Promise<RecoveryEnd> {
    const { expected = null } = wish;
    const told = (list: HookList): RecoveryEnd | null =>
      list === 'PreGracefulTakeoverProcesses' && expected !== null
        ? { successor: expected, lost: [], errors: [] }
        : null;
    let mayGoOn = true;
    for (const list of wish.repair.before)
      mayGoOn &&= await this.runsHooks([list], { wish, recovery, end: told(list) });
    recovery.phase('hooks');
    const { instance } = wish.failed;
    if (!mayGoOn) return failed([message('recovery-stopped-by-hook', { instance })]);
    const end = await this.carryOut(wish, recovery);
    const { approved: _seen, ...rest } = wish;
    const { otherwise } = wish.repair;
    if (end.successor !== null || end.plan === undefined || otherwise === undefined) return end;
    recovery.note(message('recovery-goes-on-otherwise', { instance }));
    const next = { ...rest, repair: { ...wish.repair, intent: otherwise } };
    return this.carryOut(next, recovery, end.plan.id);
  }

  /** `before`: a plan that failed, and may still be opening what it had closed. */
  private async carryOut(wish: RunWish, recovery: RunningRecovery, before: PlanId | null = null): Promise<RecoveryEnd> {
    const { repair, byHand, approved } = wish;
    const actor = byHand?.actor ?? TOPIARY;
    let last: readonly Message[] = [];
    let attempts = before === null ? MAX_ATTEMPTS : MAX_ATTEMPTS_AFTER;
    let awaited = before;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const planned = await this.planned(wish, actor);
      if (planned.kind === 'refused') return failed(planned.reasons);
      const { plan } = planned;
      recovery.phase('decided');
      for (const said of decisiveIn(plan, wish.failed.instance)) recovery.note(said);
      const confirmed = await this.options.plans.confirm(plan.id, actor);
      approved?.onConfirm(confirmed);
      if (confirmed.kind === 'started') return this.ended(repair, plan, recovery);
      last = reasonsOfConfirm(confirmed);
      if (confirmed.kind === 'busy' && awaited === null && (await this.givesWay(confirmed.plan, wish))) {
        awaited = confirmed.plan;
        attempts = MAX_ATTEMPTS_AFTER;
      }
      if (confirmed.kind === 'busy' && confirmed.plan === awaited) {
        await new Promise<void>((resolve) => void this.options.clock.schedule(AFTER_MS, resolve));
        continue;
      }
      for (const reason of last) recovery.note(reason);
      if (confirmed.kind !== 'stale' || approved !== undefined) break;
    }
    return failed(last);
  }

  /** All that is left of that plan is what it owes to the server that failed, which others are to do without now. */
  private async givesWay(plan: PlanId, { failed: { instance } }: RunWish): Promise<boolean> {
    const execution = (await this.options.plans.state(plan))?.execution ?? null;
    if (execution === null || execution.owed.length === 0) return false;
    const isUnderWay = execution.steps.some(({ state }) => state === 'waiting' || state === 'running');
    if (isUnderWay || execution.owed.some(({ lane }) => lane !== instance)) return false;
    return this.options.plans.requestStop(plan, TOPIARY) === 'requested';
  }

  private async planned({ repair, approved }: RunWish, actor: Actor): Promise<RecoveryPreview> {
    return approved === undefined ? this.preview(repair.intent, actor) : { kind: 'planned', plan: approved.plan };
  }

  private async ended(repair: Repair, plan: Plan, recovery: RunningRecovery): Promise<RecoveryEnd> {
    recovery.phase('confirmed');
    // The plan stands in its journal by now: a process that is killed here goes on with it, whatever the record says.
    const noted = recovery.acts(plan.id).catch((error: unknown) => {
      this.options.logger.error('recovery-act-not-written', { uid: recovery.uid, detail: detailOf(error) });
    });
    const [execution] = await Promise.all([this.options.plans.whenFinished(plan.id), noted]);
    if (execution !== null) notePhases(recovery, execution);
    recovery.phase('repointed');
    if (execution === null) return failed([]);
    if (isOver(execution)) recovery.takenBack();
    for (const said of fencedIn(execution)) recovery.note(said);
    const errors = execution.steps.flatMap(({ reason }) => reason ?? []);
    for (const reason of errors) recovery.note(reason);
    const participants = [...new Set(stepsInOrder(plan).map(({ instance }) => instance))];
    const successor = repair.successorIn(execution);
    if (successor !== null) recovery.promoted(successor);
    return { successor, lost: lostIn(plan), errors, participants, plan };
  }

  /** Nothing that applications wait for: the hooks have told them by now. */
  private async playPart({ byHand }: RunWish, recovery: RunningRecovery, end: RecoveryEnd): Promise<void> {
    const { successor, plan } = end;
    const played = successor === null || plan === undefined ? null : partAfter(plan, successor);
    if (played === null) return;
    for (const said of await playPart(played, byHand?.actor ?? TOPIARY, this.options)) recovery.note(said);
  }

  /** It stays open until what it was for is true. */
  private async settled(end: RecoveryEnd, recovery: RunningRecovery): Promise<RecoveryEnd> {
    const { successor, plan } = end;
    if (successor === null || plan === undefined) return end;
    const { cluster: id, clusterName: name, clusterAlias: alias } = recovery.record;
    const note = (said: Message): void => recovery.note(said);
    const unheld = await settleConditions({ plan, successor, cluster: { id, name, alias }, note }, this.options);
    for (const said of unheld) note(said);
    return { ...end, errors: [...end.errors, ...unheld], isPartly: unheld.length > 0 };
  }
}

/** That a replica may simply move is not what a recovery is read for; the plan itself says it. */
function decisiveIn(plan: Plan, failedServer: InstanceId): readonly Message[] {
  const concerned = [null, failedServer, successorIn(plan)];
  return plan.checks
    .filter(({ verdict, replica }) => verdict !== 'pass' || concerned.includes(replica))
    .map(({ message: said }) => said);
}

/** Its master came back by itself, and everything is as it was: what fails next is another failure. */
function isOver({ outcome, steps }: Execution): boolean {
  return outcome === 'put-back' && steps.some(({ reason }) => reason?.code === 'old-master-takes-writes');
}

/** When nobody could write to the old master any more, and when writes were let in again. */
function notePhases(recovery: RunningRecovery, { plan, steps }: Execution): void {
  const endOf = (isMeant: (step: Step) => boolean): Instant | null => {
    const step = stepsInOrder(plan).findLast(isMeant);
    const progress = steps.find(({ id }) => id === step?.id);
    return progress?.state === 'done' ? progress.endedAt : null;
  };
  const fenced = endOf((step) => step.kind === 'fence' || (step.kind === 'set-writability' && step.to !== 'writable'));
  const promoted = endOf((step) => step.kind === 'set-writability' && step.to === 'writable');
  if (fenced !== null) recovery.phase('fenced', fenced);
  if (promoted !== null) recovery.phase('promoted', promoted);
}

/** Which way kept whom from being written to. */
function fencedIn({ plan, steps }: Execution): readonly Message[] {
  return stepsInOrder(plan).flatMap((step) => {
    const results = steps.find(({ id }) => id === step.id)?.results;
    const way = step.kind === 'fence' ? step.ways.find((one) => one === results?.[FENCED_RESULT]) : undefined;
    const tried = results?.[TRIED_RESULT] ?? '';
    return way === undefined ? [] : [message(`fenced-by-${way}`, { instance: step.instance, tried })];
  });
}

/** What a finding says of a failed server that a recovery is about. */
export function failedServerOf({ code, instance, cluster, summary, skipped }: Finding): FailedServer {
  return { code, instance, cluster, summary, isDowntimed: skipped === 'downtimed' };
}

function failed(errors: readonly Message[]): RecoveryEnd {
  return { successor: null, lost: [], errors };
}

function reasonsOfProposal(result: Exclude<ProposeResult, { readonly kind: 'proposed' }>): readonly Message[] {
  return result.kind === 'refusal' ? result.reasons : [message('replica-unknown', { replica: result.instance })];
}

function reasonsOfConfirm(result: Exclude<ConfirmResult, { readonly kind: 'started' }>): readonly Message[] {
  switch (result.kind) {
    case 'stale':
      return result.reasons;
    case 'busy':
      return [message('recovery-waits-for-plan', { plan: result.plan, by: result.by.user })];
    case 'store-failing':
      return [message('recovery-store-failing', { detail: result.detail })];
    case 'held-back':
      return result.reasons;
    default:
      return [message('recovery-not-actor')];
  }
}
