/**
 * The record of a run as the outside sees it: what reached the disk of the store, what was sent to servers and by whom,
 * what people and faults did. Checks read it; Topiary does not know of it.
 */
import type { Address, Execution, InstanceId, JournalEntry, Observation, Plan, PlanId, Step } from '@topiary/domain';
import { foldJournal, instanceIdOf, oppositeOf, predictStep, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { channelFacts } from './channel-facts.ts';
import type { ChannelFacts } from './channel-facts.ts';
import { Knowledge } from './knowledge.ts';
import { PolicyKept } from './policy-kept.ts';

export interface PlanRecord {
  readonly plan: Plan;
  readonly startedAtMs: number;
  /** When the last look at each server began that its process had the answer of when it decided to begin. */
  readonly seenAtMs: ReadonlyMap<InstanceId, number>;
  /** By `channelKey`, when the plan began. */
  readonly before: ReadonlyMap<string, ChannelFacts>;
  /** What the plan makes of its servers, as they truly were when it began. */
  readonly predicted: ReadonlyMap<InstanceId, Observation>;
  readonly entries: JournalEntry[];
  finishedAtMs: number | null;
  /** Starts in the journal: more than one is a plan run twice. */
  starts: number;
  readonly sent: SentStep[];
}

export interface SentStep {
  readonly process: string;
  readonly step: Step;
  readonly address: Address;
  readonly atMs: number;
  /** `null`: of no plan that the journal knows. */
  readonly plan: PlanRecord | null;
  readonly isPutBack: boolean;
  /** Of a step that the engine carries out by several, each tried where those before it failed. */
  readonly isPart: boolean;
  readonly holdsLease: boolean;
  /** By what the journal said when it was sent. */
  readonly isJournalled: boolean;
  readonly planHadEnded: boolean;
  /** Times that the plan was taken up again, or its lane begun anew, by then. */
  readonly takenUp: number;
  /** Since this process last saw the server's replication; `Infinity`: never. */
  readonly lookAgeMs: number;
}

/** What somebody or something other than Topiary did to a server's replication. */
export interface Disturbance {
  readonly server: InstanceId;
  /** Of what a person did; `null`: it is about the whole server. */
  readonly channel: string | null;
  readonly atMs: number;
  readonly kind: 'hand-move' | 'hand-threads' | 'switched-by-plan' | 'crash' | 'lost-tail' | 'fault';
  readonly text: string;
  /** What a person did to the threads. */
  readonly hand: Hand | null;
}

export interface Hand {
  readonly receiver: 'stopped' | 'started' | 'as-it-was';
  readonly applier: 'stopped' | 'started' | 'as-it-was';
}

const SWITCHING: ReadonlySet<Step['kind']> = new Set(['switch-threads', 'drain-relay-log']);

export class Ledger {
  readonly plans = new Map<PlanId, PlanRecord>();
  readonly sent: SentStep[] = [];
  readonly disturbances: Disturbance[] = [];
  readonly knowledge = new Knowledge();
  readonly policy = new PolicyKept();
  leaseHolder: string | null = null;
  /** By process and server. */
  private readonly lastLooks = new Map<string, { readonly beganMs: number; readonly answeredMs: number }>();
  private readonly seenWhenDecided = new Map<PlanId, ReadonlyMap<InstanceId, number>>();
  private readonly fleet: Fleet;
  private readonly elapsedMs: () => number;

  constructor(fleet: Fleet, elapsedMs: () => number) {
    this.fleet = fleet;
    this.elapsedMs = elapsedMs;
  }

  /** Its start is being written, which takes its time. */
  decided(process: string, plan: Plan): void {
    const began = (lane: InstanceId): number => this.lastLooks.get(lookKey(process, lane))?.beganMs ?? 0;
    this.seenWhenDecided.set(plan.id, new Map(stepsInOrder(plan).map(({ lane }) => [lane, began(lane)])));
  }

  /** These are on the disk now. */
  journalled(id: PlanId, entries: readonly JournalEntry[]): PlanRecord | null {
    for (const entry of entries) {
      if (entry.kind === 'plan-started') this.started(entry.plan);
      const record = this.plans.get(id);
      if (record === undefined) return null;
      record.entries.push(entry);
      if (entry.kind === 'plan-finished') this.finished(record);
    }
    return this.plans.get(id) ?? null;
  }

  send(process: string, step: Step, address: Address): SentStep {
    const plan = this.planOf(step);
    const own = plan === null ? undefined : stepsInOrder(plan.plan).find(({ id }) => id === step.id);
    const sent: SentStep = {
      process,
      step,
      address,
      atMs: this.elapsedMs(),
      plan,
      isPutBack: own !== undefined && !isPart(own, step) && isOther(own, step),
      isPart: own !== undefined && isPart(own, step),
      holdsLease: this.leaseHolder === process,
      isJournalled: plan !== null && begunSteps(plan).has(step.id),
      planHadEnded: plan !== null && plan.finishedAtMs !== null,
      lookAgeMs:
        this.elapsedMs() - (this.lastLooks.get(lookKey(process, instanceIdOf(address)))?.answeredMs ?? -Infinity),
      takenUp: plan === null ? 0 : plan.entries.filter((entry) => isTakenUp(entry, step)).length,
    };
    this.sent.push(sent);
    plan?.sent.push(sent);
    return sent;
  }

  /** The answer to a look has come. A process that stood still may have it long after. */
  looked(process: string, address: Address, beganMs: number): void {
    this.lastLooks.set(lookKey(process, instanceIdOf(address)), { beganMs, answeredMs: this.elapsedMs() });
  }

  get nowMs(): number {
    return this.elapsedMs();
  }

  disturb(server: InstanceId, kind: Disturbance['kind'], text: string): void {
    this.disturbances.push({ server, channel: null, kind, text, atMs: this.elapsedMs(), hand: null });
  }

  byHand(disturbance: Omit<Disturbance, 'atMs'>): void {
    this.disturbances.push({ ...disturbance, atMs: this.elapsedMs() });
  }

  wasDisturbed(
    server: InstanceId,
    kinds: readonly Disturbance['kind'][],
    sinceMs: number,
    untilMs = Infinity,
  ): boolean {
    return this.disturbances.some(
      (one) => one.server === server && one.atMs >= sinceMs && one.atMs <= untilMs && kinds.includes(one.kind),
    );
  }

  executionOf(record: PlanRecord): Execution | null {
    return foldJournal(record.entries);
  }

  private started(plan: Plan): void {
    const known = this.plans.get(plan.id);
    if (known !== undefined) {
      known.starts += 1;
      return;
    }
    const before = new Map<string, ChannelFacts>();
    for (const step of stepsInOrder(plan)) {
      if (!('channel' in step)) continue;
      const facts = channelFacts(this.fleet, step.instance, step.channel);
      if (facts !== null) before.set(channelKey(step.instance, step.channel), facts);
    }
    this.plans.set(plan.id, {
      plan,
      startedAtMs: this.elapsedMs(),
      seenAtMs: this.seenWhenDecided.get(plan.id) ?? new Map(),
      before,
      predicted: this.predictionOf(plan),
      entries: [],
      finishedAtMs: null,
      starts: 1,
      sent: [],
    });
  }

  private predictionOf(plan: Plan): ReadonlyMap<InstanceId, Observation> {
    const predicted = new Map<InstanceId, Observation>();
    for (const step of stepsInOrder(plan)) {
      // Some die while the start of the plan is being written.
      if (!this.fleet.has(step.instance) || this.fleet.state(step.instance) !== 'up') continue;
      const before = predicted.get(step.instance) ?? this.fleet.observe(step.instance);
      predicted.set(step.instance, predictStep(step, before));
    }
    return predicted;
  }

  /** What a plan leaves of threads that it was asked to switch is what somebody wanted. */
  private finished(record: PlanRecord): void {
    record.finishedAtMs = this.elapsedMs();
    for (const step of stepsInOrder(record.plan)) {
      if (!SWITCHING.has(step.kind) || !('channel' in step)) continue;
      const facts = channelFacts(this.fleet, step.instance, step.channel);
      if (facts === null) continue;
      const state = (runs: boolean): 'started' | 'stopped' => (runs ? 'started' : 'stopped');
      this.byHand({
        server: step.instance,
        channel: step.channel,
        kind: 'switched-by-plan',
        text: record.plan.id,
        hand: { receiver: state(facts.receiverRuns), applier: state(facts.applierRuns) },
      });
    }
  }

  /** A plan under way first; else the latest one that has such a step: it was sent after its end. */
  private planOf(step: Step): PlanRecord | null {
    const fitting = [...this.plans.values()].filter(({ plan }) => stepsInOrder(plan).some((own) => isOf(own, step)));
    return fitting.findLast(({ finishedAtMs }) => finishedAtMs === null) ?? fitting.at(-1) ?? null;
  }
}

export function channelKey(server: InstanceId, channel: string): string {
  return `${server} ${channel}`;
}

function lookKey(process: string, server: InstanceId): string {
  return `${process} ${server}`;
}

function begunSteps({ entries }: PlanRecord): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (entry.kind === 'stage-started' ? entry.steps : [])));
}

/** The step itself or what takes it back, on the same server for the same lane. */
function isOf(own: Step, step: Step): boolean {
  if (own.id !== step.id || own.lane !== step.lane || own.instance !== step.instance) return false;
  if (isPart(own, step)) return true;
  // Before a replica goes back to a place it is stopped, and looked at there.
  if (own.kind === 'point-replica-at' && own.coordinates !== undefined && step.kind === 'stop-at-coordinates')
    return true;
  const opposite = oppositeOf(own);
  return sameAct(own, step) || (opposite !== null && sameAct(opposite, step));
}

/** Whatever of it is done to a server, none of it lets clients write. */
function isPart(own: Step, step: Step): boolean {
  return own.kind === 'fence' && !(step.kind === 'set-writability' && step.to === 'writable');
}

/** Opposites of one kind differ in what they name; a replica pointed anew at its own source is put back by the same. */
function isOther(own: Step, step: Step): boolean {
  if (own.kind === 'point-replica-at' && step.kind === own.kind && step.isBack !== own.isBack) return true;
  if (own.kind === 'point-replica-at' || own.kind !== step.kind) return !sameAct(own, step);
  return JSON.stringify(own) !== JSON.stringify(step);
}

function sameAct(one: Step, other: Step): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'point-replica-at' && other.kind === 'point-replica-at')
    return instanceIdOf(one.to) === instanceIdOf(other.to) && instanceIdOf(one.from) === instanceIdOf(other.from);
  return true;
}

function isTakenUp(entry: JournalEntry, { lane }: Step): boolean {
  return entry.kind === 'plan-resumed' || (entry.kind === 'lane-tried-again' && entry.lane === lane);
}
