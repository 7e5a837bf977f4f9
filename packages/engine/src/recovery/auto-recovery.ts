/**
 * Repairs by itself what findings say is broken. Whether it may is asked of the recoveries' gates; what it does is a plan
 * like any other, with its journal, its lock and its audit. One recovery at a time in a cluster; a finding that holds and
 * was refused is asked for again, so that it is repaired as soon as its gate opens. Findings that nothing is done about are
 * told to the hooks, once.
 */
import { edgesTo, isDescendant } from '@topiary/domain';
import type {
  AnalysisContext,
  ClusterId,
  Finding,
  HealthClass,
  InstanceId,
  RecoveryKind,
  TopologySnapshot,
} from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { PlanService } from '../plans/plan-service.ts';
import { CurrentFindings } from './current-findings.ts';
import { failedServerOf } from './recovery-runner.ts';
import type { RecoveryRunner } from './recovery-runner.ts';
import type { RecoveryService } from './recovery-service.ts';
import { repairOf } from './repairs.ts';
import type { Repair } from './repairs.ts';

/** From one refusal to the next time that it is asked for. */
export const AGAIN_MS = 1_000;

export interface AutoRecoveryOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recoveries: Pick<RecoveryService, 'detected'>;
  readonly runner: Pick<RecoveryRunner, 'run' | 'runsHooks' | 'preview'>;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
  readonly plans: Pick<PlanService, 'lockOn'>;
  /** What is known beside the snapshot, as of now. */
  readonly context: () => AnalysisContext;
  /** Findings of these clusters are not what they were. */
  readonly onFindings: (clusters: readonly ClusterId[]) => void;
  readonly onLooked: (clusters: readonly ClusterId[]) => void;
}

export class AutoRecovery {
  readonly findings: CurrentFindings;
  private readonly options: AutoRecoveryOptions;
  private readonly underWay = new Set<ClusterId>();
  /** Of findings that hold. */
  private readonly detections = new Map<string, number>();
  private readonly telling = new Set<string>();
  /** Why those that were tried and could not be planned could not: they are not tried again for the same reasons. */
  private readonly refusals = new Map<string, string>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(options: AutoRecoveryOptions) {
    this.options = options;
    const { clock, snapshot, context, onFindings, onLooked } = options;
    this.findings = new CurrentFindings({
      clock,
      snapshot,
      context,
      onLooked,
      onChange: (clusters) => {
        onFindings(clusters);
        this.findingsChanged();
      },
    });
  }

  /** What is wrong there may be something else by now. */
  changed(clusters: Iterable<ClusterId>): void {
    this.findings.look(clusters);
    this.look();
  }

  private findingsChanged(): void {
    if (this.detections.size > 0) this.forgetEnded();
    this.look();
  }

  /** One that holds while another process acts is looked at again, should this one take over. */
  look(): void {
    if (this.stopped) return;
    for (const finding of [...this.findings].filter(isOpen).toSorted(byUrgency)) {
      const repair = this.repairOf(finding);
      if (repair === null ? this.isTold(finding) : this.underWay.has(finding.cluster)) continue;
      if (!this.options.mayAct()) return this.lookAgain();
      if (this.isOfPlan(finding)) {
        this.lookAgain();
        continue;
      }
      if (repair === null) void this.tell(finding);
      else void this.recover(finding, repair);
    }
  }

  /** What is done about it; `null`: nothing. */
  repairOf(finding: Finding): Repair | null {
    const { snapshot, context } = this.options;
    if (this.isReplacedAlready(finding)) return null;
    const { exactSemiSyncReplicas } = context().settings;
    return repairOf(finding, { snapshot: snapshot(), exactSemiSyncReplicas });
  }

  /**
   * The one that came in its place is there, or is replaced itself as long as others read from it: what was left below a dead
   * master does not make that a master again.
   */
  private isReplacedAlready({ instance, leadsTo }: Finding): boolean {
    if (leadsTo !== 'dead-master') return false;
    const present = this.options.context().replacedMasters.get(instance);
    const snapshot = this.options.snapshot();
    if (present === undefined || isDescendant(snapshot, present, instance)) return false;
    const healthOf = (id: InstanceId): HealthClass => snapshot.instances.get(id)?.health ?? 'unreachable';
    // One that was not asked yet, or did not answer once, is not given up beside those that read from it.
    if (healthOf(present) !== 'unreachable') return true;
    return edgesTo(snapshot, present).some(({ replica }) => healthOf(replica) === 'ok');
  }

  stop(): void {
    this.stopped = true;
    this.findings.stop();
    this.cancel?.();
  }

  /** A takeover closes its master for a moment, and moves what acknowledges: that is no failure. */
  private isOfPlan({ leadsTo, cluster }: Finding): boolean {
    return (leadsTo === 'read-only-master' || leadsTo === 'semi-sync') && this.options.plans.lockOn(cluster) !== null;
  }

  private forgetEnded(): void {
    const held = new Set([...this.findings].map(keyOf));
    for (const known of [this.detections, this.refusals])
      for (const key of known.keys()) if (!held.has(key)) known.delete(key);
  }

  private isTold(finding: Finding): boolean {
    const key = keyOf(finding);
    return this.detections.has(key) || this.telling.has(key);
  }

  /** One that nothing is done about; what its hooks say holds up nobody. */
  private async tell(finding: Finding): Promise<void> {
    const key = keyOf(finding);
    this.telling.add(key);
    try {
      await this.detected(finding, false);
    } catch (error) {
      this.crashed(finding, error);
      this.lookAgain();
    } finally {
      this.telling.delete(key);
    }
  }

  private async recover(finding: Finding, repair: Repair): Promise<void> {
    this.underWay.add(finding.cluster);
    try {
      const seenAt = this.options.clock.now();
      const detection = await this.detected(finding, true);
      if (detection === null || (await this.isRefusedAsBefore(finding, repair))) return;
      const ran = await this.options.runner.run({ failed: failedServerOf(finding), repair, seenAt, detection });
      if (ran.kind === 'ended' && ran.end.successor === null) await this.keepRefusal(finding, repair);
    } catch (error) {
      this.crashed(finding, error);
    } finally {
      this.underWay.delete(finding.cluster);
      this.lookAgain();
    }
  }

  /** Only planned again: a recovery that has nothing new to say is not another one, with hooks and a record. */
  private async isRefusedAsBefore(finding: Finding, repair: Repair): Promise<boolean> {
    const before = this.refusals.get(keyOf(finding));
    return before !== undefined && before === (await this.refusalOf(repair));
  }

  private async keepRefusal(finding: Finding, repair: Repair): Promise<void> {
    const refusal = await this.refusalOf(repair);
    if (refusal === null) this.refusals.delete(keyOf(finding));
    else this.refusals.set(keyOf(finding), refusal);
  }

  /** Without what changes all the time, as seconds behind do. */
  private async refusalOf({ intent }: Repair): Promise<string | null> {
    const preview = await this.options.runner.preview(intent);
    return preview.kind === 'planned' ? null : preview.reasons.map(({ code }) => code).join(' ');
  }

  private crashed({ instance, code }: Finding, error: unknown): void {
    this.options.logger.error('recovery-crashed', { instance, code, error });
  }

  /** What still holds by then is tried again, or refused with the gate that is closed. */
  private lookAgain(): void {
    if (this.stopped || this.cancel !== null) return;
    this.cancel = this.options.clock.schedule(AGAIN_MS, () => {
      this.cancel = null;
      this.look();
    });
  }

  /** Its number in the store, which is asked once while the finding holds; `null`: a hook forbids to go on for now. */
  private async detected(finding: Finding, actionable: boolean): Promise<number | null> {
    const { code, instance, cluster } = finding;
    const known = this.detections.get(keyOf(finding));
    if (known !== undefined) return known;
    const { kind, id } = await this.options.recoveries.detected({ code, instance, cluster, actionable });
    this.detections.set(keyOf(finding), id);
    if (kind === 'known') return id;
    const wish = { failed: failedServerOf(finding) };
    return (await this.options.runner.runsHooks(['OnFailureDetectionProcesses'], { wish })) ? id : null;
  }
}

function keyOf({ code, instance }: Finding): string {
  return `${instance} ${code}`;
}

/** One recovery runs in a cluster at a time: what keeps writers waiting goes before what keeps readers back. */
const URGENCY: readonly (RecoveryKind | null)[] = [
  'dead-master',
  'dead-co-master',
  'read-only-master',
  'semi-sync',
  'dead-group-member',
  'dead-intermediate-master',
  null,
];

function byUrgency(left: Finding, right: Finding): number {
  return URGENCY.indexOf(left.leadsTo) - URGENCY.indexOf(right.leadsTo);
}

/** It is detected or recovered, and nothing that says more, and no downtime, stands before it. */
function isOpen({ act, outrankedBy, skipped }: Finding): boolean {
  return act !== 'report' && outrankedBy === null && skipped === null;
}
