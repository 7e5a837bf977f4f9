/**
 * Repairs by itself what findings say is broken: each is registered, planned as a person would plan it, confirmed on fresh
 * observations, run and resolved. Whether it may is asked of the recoveries' gates; what it does is a plan like any other,
 * with its journal, its lock and its audit. One recovery at a time in a cluster; a finding that holds and was refused is
 * asked for again, so that it is repaired as soon as its gate opens.
 */
import type {
  AskedIntent,
  ClusterId,
  Execution,
  Finding,
  InstanceId,
  Message,
  Plan,
  TopologySnapshot,
} from '@topiary/domain';
import {
  analysisContext,
  DEFAULT_ANALYSIS_SETTINGS,
  edgesOf,
  message,
  stepsInOrder,
  successorIn,
} from '@topiary/domain';
import type { ConfirmResult, ProposeResult } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { HookList } from '../ports/hooks.ts';
import type { PlanService } from '../plans/plan-service.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { EngineSettings } from '../settings.ts';
import { CurrentFindings } from './current-findings.ts';
import { failureFacts } from './failure-facts.ts';
import type { HookRunner } from './hook-runner.ts';
import type { RecoveryService } from './recovery-service.ts';
import type { RecoveryEnd, RunningRecovery } from './running-recovery.ts';

/** From one refusal to the next time that it is asked for. */
export const AGAIN_MS = 1_000;
/** Plans that turn out stale before they begin; after the last, the recovery ends as failed. */
export const MAX_ATTEMPTS = 5;

export interface AutoRecoveryOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recoveries: Pick<RecoveryService, 'begin' | 'detected' | 'rules'>;
  readonly plans: Pick<PlanService, 'proposeReading' | 'confirm' | 'whenFinished'>;
  readonly hooks: Pick<HookRunner, 'run'>;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
  readonly settings: Pick<EngineSettings, 'analysis' | 'holder'>;
}

interface Repair {
  /** Of the failed server, for the hooks that follow. */
  readonly after: 'PostMasterFailoverProcesses' | 'PostIntermediateMasterFailoverProcesses';
  readonly intent: AskedIntent;
  /** Who is in the failed server's place once the plan has ended; `null`: nobody. */
  readonly successorIn: (execution: Execution) => InstanceId | null;
}

export class AutoRecovery {
  private readonly options: AutoRecoveryOptions;
  private readonly findings: CurrentFindings;
  private readonly underWay = new Set<ClusterId>();
  /** Of findings that hold. */
  private readonly detections = new Map<string, number>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(options: AutoRecoveryOptions) {
    this.options = options;
    const { snapshot, settings } = options;
    const context = analysisContext({ settings: settings.analysis ?? DEFAULT_ANALYSIS_SETTINGS });
    this.findings = new CurrentFindings({ snapshot, context });
  }

  /** What is wrong there may be something else by now. */
  changed(clusters: Iterable<ClusterId>): void {
    this.findings.look(clusters);
    if (this.detections.size > 0) this.forgetEnded();
    this.look();
  }

  /** One that holds while another process acts is looked at again, should this one take over. */
  look(): void {
    if (this.stopped) return;
    for (const finding of this.findings) {
      if (!isToBeRepaired(finding) || this.underWay.has(finding.cluster)) continue;
      if (!this.options.mayAct()) return this.lookAgain();
      this.underWay.add(finding.cluster);
      void this.recover(finding);
    }
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private forgetEnded(): void {
    const held = new Set([...this.findings].map(keyOf));
    for (const key of this.detections.keys()) if (!held.has(key)) this.detections.delete(key);
  }

  private async recover(finding: Finding): Promise<void> {
    try {
      await this.repair(finding);
    } catch (error) {
      this.options.logger.error('recovery-crashed', { instance: finding.instance, code: finding.code, error });
    } finally {
      this.underWay.delete(finding.cluster);
      this.lookAgain();
    }
  }

  /** What still holds by then is tried again, or refused with the gate that is closed. */
  private lookAgain(): void {
    if (this.stopped || this.cancel !== null) return;
    this.cancel = this.options.clock.schedule(AGAIN_MS, () => {
      this.cancel = null;
      this.look();
    });
  }

  private async repair(finding: Finding): Promise<void> {
    const { recoveries, clock, snapshot } = this.options;
    const seenAt = clock.now();
    const repair = repairOf(finding, snapshot());
    const { code, instance, cluster } = finding;
    const detection = await this.detected(finding, repair !== null);
    if (detection === null || repair === null) return;
    const begun = await recoveries.begin({ code, instance, cluster, forced: false, detection });
    if (begun.kind !== 'registered') return;
    const { recovery } = begun;
    recovery.phase('seen', seenAt);
    let end: RecoveryEnd = failed([message('recovery-broke-off', { instance })]);
    try {
      const mayGoOn = await this.runsHooks('PreFailoverProcesses', { finding, recovery });
      recovery.phase('hooks');
      end = mayGoOn
        ? await this.carryOut(repair, recovery)
        : failed([message('recovery-stopped-by-hook', { instance })]);
      for (const list of listsAfter(repair, end)) await this.runsHooks(list, { finding, recovery, end });
    } finally {
      await recovery.resolve(end);
    }
  }

  /** Its number in the store, which is asked once while the finding holds; `null`: a hook forbids to go on for now. */
  private async detected(finding: Finding, actionable: boolean): Promise<number | null> {
    const { code, instance, cluster } = finding;
    const known = this.detections.get(keyOf(finding));
    if (known !== undefined) return known;
    const { kind, id } = await this.options.recoveries.detected({ code, instance, cluster, actionable });
    this.detections.set(keyOf(finding), id);
    return kind === 'known' || (await this.runsHooks('OnFailureDetectionProcesses', { finding })) ? id : null;
  }

  /** `false`: one of them failed, and nothing may be done. */
  private async runsHooks(
    list: HookList,
    told: { readonly finding: Finding; readonly recovery?: RunningRecovery; readonly end?: RecoveryEnd },
  ): Promise<boolean> {
    const { hooks, recoveries, snapshot, settings } = this.options;
    const { finding, recovery, end = null } = told;
    const facts = failureFacts({
      finding,
      snapshot: snapshot(),
      rules: recoveries.rules,
      host: settings.holder.hostname,
      uid: recovery?.uid ?? '',
      end,
    });
    const outcome = await hooks.run({ list, facts, note: (said) => recovery?.note(said) });
    return outcome.kind === 'done';
  }

  private async carryOut(repair: Repair, recovery: RunningRecovery): Promise<RecoveryEnd> {
    const { plans } = this.options;
    let last: readonly Message[] = [];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const proposed = await plans.proposeReading(repair.intent, TOPIARY);
      if (proposed.kind !== 'proposed') return failed(reasonsOfProposal(proposed));
      const { plan } = proposed.state;
      recovery.phase('decided');
      for (const { message: said } of plan.checks) recovery.note(said);
      const confirmed = await plans.confirm(plan.id, TOPIARY);
      if (confirmed.kind === 'started') return this.ended(repair, plan, recovery);
      last = reasonsOfConfirm(confirmed);
      for (const reason of last) recovery.note(reason);
      if (confirmed.kind !== 'stale') break;
    }
    return failed(last);
  }

  private async ended(repair: Repair, plan: Plan, recovery: RunningRecovery): Promise<RecoveryEnd> {
    recovery.phase('confirmed');
    // The plan stands in its journal by now: a process that is killed here goes on with it, whatever the record says.
    const [execution] = await Promise.all([this.options.plans.whenFinished(plan.id), recovery.acts(plan.id)]);
    recovery.phase('repointed');
    if (execution === null) return failed([]);
    const errors = execution.steps.flatMap(({ reason }) => reason ?? []);
    for (const reason of errors) recovery.note(reason);
    const participants = [...new Set(stepsInOrder(plan).map(({ instance }) => instance))];
    return { successor: repair.successorIn(execution), lost: lostIn(plan), errors, participants };
  }
}

function keyOf({ code, instance }: Finding): string {
  return `${instance} ${code}`;
}

function isToBeRepaired({ act, outrankedBy, skipped }: Finding): boolean {
  return act === 'recover' && outrankedBy === null && skipped === null;
}

/** `null`: what the finding leads to is not repaired by itself. */
function repairOf({ leadsTo, instance }: Finding, snapshot: TopologySnapshot): Repair | null {
  if (leadsTo === 'dead-master')
    return {
      after: 'PostMasterFailoverProcesses',
      intent: { kind: 'replace-master', master: instance, successor: null, because: 'dead' },
      successorIn: openedBy,
    };
  if (leadsTo !== 'dead-intermediate-master') return null;
  const [above] = edgesOf(snapshot, instance);
  if (above === undefined) return null;
  const target = above.source;
  return {
    after: 'PostIntermediateMasterFailoverProcesses',
    intent: { kind: 'relocate-replicas', source: instance, target, only: null },
    successorIn: ({ outcome }) => (outcome === 'done' || outcome === 'partly-done' ? target : null),
  };
}

function listsAfter({ after }: Repair, { successor }: RecoveryEnd): readonly HookList[] {
  return successor === null ? ['PostUnsuccessfulFailoverProcesses'] : [after, 'PostFailoverProcesses'];
}

/** Who takes the writes: the others may come later, or not at all. */
function openedBy({ plan, steps }: Execution): InstanceId | null {
  const successor = successorIn(plan);
  const own = stepsInOrder(plan).filter(({ instance, lane }) => instance === successor && lane === successor);
  const isDone = own.length > 0 && own.every(({ id }) => steps.find((step) => step.id === id)?.state === 'done');
  return isDone ? successor : null;
}

const LOST_CODES: ReadonlySet<Message['code']> = new Set(['lost-ahead', 'lost-silent']);

function lostIn({ checks }: Plan): readonly InstanceId[] {
  return [
    ...new Set(checks.flatMap(({ message: { code }, replica }) => (LOST_CODES.has(code) ? (replica ?? []) : []))),
  ];
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
    default:
      return [message('recovery-not-actor')];
  }
}
