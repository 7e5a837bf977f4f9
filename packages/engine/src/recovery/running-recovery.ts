/**
 * A registered recovery while it runs. Steps are gathered and written a few times a second, and once more at its end: a
 * note never waits for the disk. How it ended is written before `resolve` is done; where that fails it is written before the
 * next recovery begins, which it would hold back for ever as one that seems to run. The next start ends what is left of it.
 */
import type { Actor, InstanceId, Instant, Message, Plan, PlanId, RecoveryPhase, RecoveryScope } from '@topiary/domain';
import { message } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { NewRecoveryStep, Recoveries, RecoveryRecord, RecoveryState } from '../ports/recoveries.ts';
import type { AuditLog } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Replacement } from './replaced-masters.ts';

export const STEPS_WRITE_INTERVAL_MS = 200;
/** What a failing disk keeps waiting; later steps are dropped and counted. */
export const MAX_UNWRITTEN_STEPS = 1_000;

export interface RunningRecoveryOptions {
  readonly recoveries: Pick<Recoveries, 'addSteps' | 'update' | 'acknowledge'>;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly record: RecoveryRecord;
  readonly actor: Actor;
  readonly onEnded: (ended: Replacement) => void;
  /** Its end could not be written: `writeEnd` is to be called again. */
  readonly onUnwritten?: (recovery: RunningRecovery) => void;
  /** What the store has of it is more than before. */
  readonly onRecovery?: (uid: string) => void;
}

export interface RecoveryEnd {
  /** `null`: nobody took over. */
  readonly successor: InstanceId | null;
  readonly successorAlias?: string;
  readonly lost: readonly InstanceId[];
  readonly errors: readonly Message[];
  readonly participants?: readonly InstanceId[];
  /** By which it was brought about. */
  readonly plan?: Plan;
  /** Somebody took over, and not all is as it has to be then: `errors` say what. */
  readonly isPartly?: boolean;
}

export class RunningRecovery {
  private readonly options: RunningRecoveryOptions;
  private waiting: NewRecoveryStep[] = [];
  private writing: Promise<void> = Promise.resolve();
  private cancel: (() => void) | null = null;
  private timings: RecoveryRecord['details']['timings'];
  private plan: PlanId | null = null;
  private changed = false;
  private ended = false;
  private unwritten: RecoveryState | null = null;
  private told: InstanceId | null = null;

  constructor(options: RunningRecoveryOptions) {
    this.options = options;
    this.timings = options.record.details.timings;
  }

  get record(): RecoveryRecord {
    return this.options.record;
  }

  get uid(): string {
    return this.options.record.uid;
  }

  note(said: Message): void {
    if (this.waiting.length >= MAX_UNWRITTEN_STEPS)
      return this.options.logger.warn('recovery-step-dropped', { uid: this.uid, code: said.code });
    this.waiting.push({ uid: this.uid, at: this.options.clock.now(), message: said });
    this.cancel ??= this.options.clock.schedule(STEPS_WRITE_INTERVAL_MS, () => this.write());
  }

  /** The first time that a phase is reached counts; `at`: before now, where it was seen earlier. */
  phase(phase: RecoveryPhase, at: Instant = this.options.clock.now()): void {
    if (this.timings.some((one) => one.phase === phase)) return;
    this.timings = [...this.timings, { phase, at }].toSorted((left, right) => left.at - right.at);
  }

  /** Before the first statement that changes a server: from now on it counts against flapping, also when it is cut off. */
  async acts(plan: PlanId | null): Promise<void> {
    this.changed = true;
    this.plan = plan;
    const { details } = this.record;
    const state = {
      endedAt: null,
      changed: true,
      successor: null,
      plan,
      details: { ...details, timings: this.timings },
    };
    await this.options.recoveries.update(this.uid, state);
    this.options.onRecovery?.(this.uid);
  }

  /** What it changed is as it was before: it holds nobody back. */
  takenBack(): void {
    this.changed = false;
  }

  /** Who is in its place is known from then on, whatever has to come until the recovery ends. */
  promoted(successor: InstanceId): void {
    this.told = successor;
    this.options.onEnded({ instance: this.record.instance, successor, scope: this.record.scope });
  }

  /** `true` when its end is written; `false` when the store failed. A second call does nothing. */
  async resolve(end: RecoveryEnd): Promise<boolean> {
    if (this.ended) return true;
    this.ended = true;
    const { clock, record } = this.options;
    const { successor, lost, errors, participants = [], successorAlias = '' } = end;
    const changed = this.changed || successor !== null;
    const outcome = { lost, errors, participants, successorAlias, timings: this.timings };
    const details = { ...record.details, ...outcome };
    this.audit(end, changed);
    // Somebody else may be in that place by now.
    if (successor !== this.told) this.options.onEnded({ instance: record.instance, successor, scope: record.scope });
    this.write();
    this.unwritten = { endedAt: clock.now(), changed, successor, plan: this.plan, details };
    const isWritten = await this.writeEnd();
    if (!isWritten) this.options.onUnwritten?.(this);
    return isWritten;
  }

  /** `true`: it is on the disk. */
  async writeEnd(): Promise<boolean> {
    if (this.unwritten === null) return true;
    const { recoveries, logger } = this.options;
    try {
      await this.writing;
      await recoveries.update(this.uid, this.unwritten);
      await this.acknowledgeByHand();
      this.unwritten = null;
      this.options.onRecovery?.(this.uid);
      return true;
    } catch (error) {
      logger.error('recovery-end-not-written', { uid: this.uid, detail: detailOf(error) });
      return false;
    }
  }

  /** Who did it knows of it: the new master of a takeover must not be without a failover for as long as others are held back. */
  private async acknowledgeByHand(): Promise<void> {
    const { recoveries, clock, record, actor } = this.options;
    if (!record.forced) return;
    const by = { at: clock.now(), by: actor.user, comment: `by hand ${record.details.command}`.trim() };
    await recoveries.acknowledge({ kind: 'uid', uid: this.uid }, by);
  }

  private write(): void {
    this.cancel?.();
    this.cancel = null;
    const steps = this.waiting;
    if (steps.length === 0) return;
    this.waiting = [];
    const { recoveries, logger } = this.options;
    this.writing = this.writing
      .then(() => recoveries.addSteps(steps))
      .then(() => this.options.onRecovery?.(this.uid))
      .catch((error: unknown) => {
        logger.error('recovery-steps-not-written', { uid: this.uid, count: steps.length, detail: detailOf(error) });
      });
  }

  private audit({ successor, errors, isPartly = false }: RecoveryEnd, changed: boolean): void {
    const { audit, clock, record, actor } = this.options;
    const { instance, cluster, clusterName } = record;
    const at = clock.now();
    const said = outcomeOf(record, { successor, changed, isPartly });
    const result = successor === null || isPartly ? 'failed' : 'ok';
    const summary = [said, ...errors];
    audit.write({ at, actor, action: 'recover', cluster, clusterName, instance, plan: this.plan, result, summary });
  }
}

type Outcome = Pick<RecoveryEnd, 'successor'> & { readonly changed: boolean; readonly isPartly: boolean };

/** Nobody takes over where a master that was replaced is closed, or something is repaired in its place. */
function outcomeOf({ instance, scope, code }: RecoveryRecord, { successor, changed, isPartly }: Outcome): Message {
  const isReplacement = scope === 'master' || scope === 'intermediate';
  if (successor === null && !changed) return message('recovery-unchanged', { instance });
  if (successor === null) return message(isReplacement ? 'recovery-unresolved' : 'recovery-unrepaired', { instance });
  if (isPartly) return message('recovery-partly-resolved', { instance, successor });
  return message(RESOLVED[code === 'FormerMasterRejoins' ? 'rejoined' : scope], { instance, successor });
}

const RESOLVED = {
  master: 'recovery-resolved',
  intermediate: 'recovery-resolved-below',
  'old-master': 'recovery-resolved-closed',
  rejoined: 'recovery-resolved-rejoined',
  writable: 'recovery-resolved-in-place',
  'semi-sync': 'recovery-resolved-in-place',
} as const satisfies Record<RecoveryScope | 'rejoined', Message['code']>;
