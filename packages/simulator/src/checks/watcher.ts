/** The checks that are made while a run goes on: whenever something is sent, written or confirmed, and from time to time. */
import type { JournalEntry, PlanId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { ConfirmResult } from '@topiary/engine';
import type { Fleet } from '@topiary/fleet';
import type { InvariantNumber, Violation } from './invariants.ts';
import type { Ledger, PlanRecord, SentStep } from './ledger.ts';
import { laneProblems } from './lanes-kept.ts';
import { misplaced } from './places.ts';
import { Replacements } from './replacements.ts';
import { retryProblems } from './retries.ts';
import { predictionProblems } from './predicted.ts';
import { gapsIn } from './transactions.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import { undoProblems } from './undone.ts';
import type { World } from '../world/world.ts';

/** Of one kind; the first ones tell what is wrong. */
const MAX_PER_INVARIANT = 3;

/** A wait changes nothing. */
const LOOK_VALID_MS = 25;

export interface WatcherParts {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  /** As the scenario has them. */
  readonly servers: readonly PlannedServer[];
  readonly elapsedMs: () => number;
}

export class Watcher {
  readonly violations: Violation[] = [];
  private readonly fleet: Fleet;
  private readonly ledger: Ledger;
  private readonly elapsedMs: () => number;
  private readonly begun = new Set<PlanId>();
  private readonly servers: readonly PlannedServer[];
  private readonly replacements: Replacements;

  constructor({ fleet, ledger, servers, elapsedMs }: WatcherParts) {
    this.fleet = fleet;
    this.ledger = ledger;
    this.servers = servers;
    this.elapsedMs = elapsedMs;
    this.replacements = new Replacements(fleet, ledger, servers);
  }

  violated(invariant: InvariantNumber, found: string): void {
    if (this.violations.filter((one) => one.invariant === invariant).length >= MAX_PER_INVARIANT) return;
    if (this.violations.some((one) => one.invariant === invariant && one.found === found)) return;
    this.violations.push({ invariant, found, atMs: this.elapsedMs() });
  }

  /** S1 to S5, S10, S11, S13, S14. */
  sent(sent: SentStep): void {
    const { step, plan, process } = sent;
    this.opened(sent);
    const name = `${process} sends ${step.id} (${step.kind}) to ${instanceIdOf(sent.address)}`;
    if (!sent.holdsLease)
      this.violated('S2', `${name} while the lease is held by ${this.ledger.leaseHolder ?? 'nobody'}`);
    if (plan === null) return this.violated('S3', `${name}, a step of no plan in the journal`);
    if (instanceIdOf(sent.address) !== step.instance)
      this.violated('S3', `${name}, which plan ${plan.plan.id} does not name`);
    if (!sent.isJournalled)
      this.violated('S1', `${name}, and the journal of ${plan.plan.id} does not say that it begins`);
    if (step.instance === step.lane && !sent.isPart && sent.lookAgeMs > LOOK_VALID_MS)
      this.violated('S10', `${name}, which it last saw ${sent.lookAgeMs} ms ago`);
    // What is put back goes where somebody had put it.
    const isBack = step.kind !== 'point-replica-at' || sent.isPutBack || plan.plan.intent.kind === 'undo';
    const problem = isBack ? null : misplaced(this.servers, step);
    if (problem !== null) this.violated('S11', `${name}, ${problem}`);
    if (sent.planHadEnded) this.violated('S4', `${name} after the end of ${plan.plan.id}`);
    const times = plan.sent.filter((other) => other.step.id === step.id && !isRepeated(other)).length;
    if (!isRepeated(sent) && times > 1 + sent.takenUp)
      this.violated('S5', `${name} for the ${times}th time; ${plan.plan.id} was taken up again ${sent.takenUp} times`);
  }

  confirmed(plan: PlanId, result: ConfirmResult): void {
    if (result.kind !== 'started') return;
    if (this.begun.has(plan)) this.violated('S5', `${plan} was begun by two confirmations`);
    this.begun.add(plan);
  }

  /** Half of S13: a write of the journal takes its time, and what is seen meanwhile is asked before the successor is opened. */
  decided(process: string, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind !== 'plan-started') continue;
      this.ledger.decided(process, entry.plan);
      this.replacements.decided(process, entry.plan);
    }
  }

  /** S12 too, which is asked at that moment only: later plans change what one has left. */
  journalled(process: string, record: PlanRecord, entries: readonly JournalEntry[]): void {
    if (entries.some(({ kind }) => kind === 'plan-started')) this.planBegan(process, record);
    if (record.starts > 1) this.violated('S5', `${record.plan.id} has ${record.starts} starts in its journal`);
    for (const problem of retryProblems(record)) this.violated('S5', problem);
    if (!entries.some(({ kind }) => kind === 'plan-finished')) return;
    this.planEnded(record);
    for (const problem of predictionProblems(this.fleet, this.ledger, record)) this.violated('S12', problem);
  }

  /** S13 and S16. */
  private planBegan(process: string, record: PlanRecord): void {
    for (const problem of this.replacements.began(record)) this.violated('S13', problem);
    const problem = this.ledger.policy.began(process, record);
    if (problem !== null) this.violated('S16', problem);
  }

  /** S13 and S14. */
  private opened(sent: SentStep): void {
    const problem = this.replacements.opened(sent);
    if (problem !== null) this.violated('S13', problem);
    for (const lost of this.replacements.lostBy(sent)) this.violated('S14', lost);
  }

  /** S6 and S7. Also asked at the end of a run: a statement may arrive after its plan has ended. */
  planEnded(record: PlanRecord): void {
    for (const problem of laneProblems(this.fleet, this.ledger, record)) this.violated('S6', problem);
    for (const problem of undoProblems(this.fleet, this.ledger, record)) this.violated('S7', problem);
  }

  /** S8. */
  look(world: World): void {
    for (const gap of gapsIn(world)) this.violated('S8', gap);
  }
}

/** What takes a step back, and what is tried in several ways, may be sent as often as it is tried. */
function isRepeated({ isPutBack, isPart }: SentStep): boolean {
  return isPutBack || isPart;
}
