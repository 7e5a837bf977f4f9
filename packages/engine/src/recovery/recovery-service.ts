/**
 * What surrounds every recovery: whether it may begin, that it is registered before anything is done, what it notes, how
 * it ended, and who acknowledged it. It plans nothing and touches no server. A caller that repairs does so between
 * `begin` and `resolve`, and must resolve whatever happens.
 */
import type {
  Acting,
  Actor,
  ClusterId,
  DetectionSettings,
  InstanceId,
  Message,
  Policy,
  RecoveryGate,
  RecoveryRules,
  RecoveryScope,
  Switches,
  SwitchedOff,
  TopologySnapshot,
} from '@topiary/domain';
import {
  asInstant,
  closedGate,
  closedSwitchGate,
  gateOfBlock,
  message,
  recoveryGates,
  recoveryScopeOf,
  timeText,
} from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Servers } from '../ports/servers.ts';
import type {
  AcknowledgedCount,
  AcknowledgedWhich,
  Recoveries,
  RecoveryDetails,
  RecoveryRecord,
} from '../ports/recoveries.ts';
import type { AuditLog, LeaseHolder } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import { detailOf } from '../shared/detail-of.ts';
import { placeOfFailure } from './place-of-failure.ts';
import { clusterReadiness, serverReadiness } from './readiness.ts';
import type { Readiness, ReadinessQuestion, ReadinessWish, ServerReadiness } from './readiness.ts';
import type { Replacement } from './replaced-masters.ts';
import { RunningRecovery } from './running-recovery.ts';
import { textOfWhich } from './text-of-which.ts';
import type { StormWatch } from './storm-watch.ts';

/** A refusal is listed as held back for so long after it was last asked for. */
export const BLOCKED_SHOWN_MS = 60_000;
/** Refused again so soon after the last time for the same reason, it is not logged again. */
const REFUSED_AGAIN_MS = 60_000;
/** Remembered; what comes beyond is logged each time. */
const MAX_REFUSALS = 10_000;

export interface RecoveryServiceOptions {
  readonly servers: Pick<Servers, 'readStanding'>;
  readonly recoveries: Recoveries;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly holder: LeaseHolder;
  readonly rules: RecoveryRules;
  readonly snapshot: () => TopologySnapshot;
  readonly acting: () => Acting;
  /** Called once for each recovery that ends, with who took over. */
  readonly onEnded: (ended: Replacement) => void;
  /** It began, went on or ended, and the store has it. */
  readonly onRecovery?: (uid: string) => void;
  readonly storms: Pick<StormWatch, 'brake' | 'release'>;
  /** By what it is worked out how soon a failure is sure. */
  readonly detection: DetectionSettings;
  /** By what a forecast plans, as it is now. */
  readonly policy: () => Policy;
}

export interface BeginWish {
  /** Of the finding, by orchestrator's name. */
  readonly code: string;
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  /** By a person: policy is not asked. */
  readonly forced: boolean;
  /** Who asks; left out: nobody, a finding does. */
  readonly actor?: Actor;
  /** What is repaired, where the code does not say (a takeover by hand). */
  readonly scope?: RecoveryScope;
  readonly command?: string;
  /** The detection that led to it. */
  readonly detection?: number;
}

export type BeginResult =
  | { readonly kind: 'registered'; readonly recovery: RunningRecovery }
  | { readonly kind: 'refused'; readonly gate: RecoveryGate }
  | { readonly kind: 'no-recovery'; readonly reason: Message }
  | { readonly kind: 'unknown-cluster'; readonly cluster: ClusterId };

export interface DetectionWish {
  readonly code: string;
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  readonly actionable: boolean;
}

export type AcknowledgeResult =
  | { readonly kind: 'done'; readonly count: AcknowledgedCount }
  | { readonly kind: 'refused'; readonly reason: Message }
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'store-failing'; readonly detail: string };

export interface SwitchWish {
  /** `null`: everywhere. */
  readonly cluster: ClusterId | null;
  readonly on: boolean;
  readonly reason: string;
  /** `null`: until somebody switches it on. */
  readonly durationMs: number | null;
}

export type ReleaseResult =
  | { readonly kind: 'done'; readonly said: Message }
  | Extract<AcknowledgeResult, { readonly kind: 'not-the-actor' | 'store-failing' }>;

export type SwitchResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown-cluster'; readonly cluster: ClusterId }
  | Exclude<AcknowledgeResult, { readonly kind: 'done' }>;

export type { Readiness, ServerReadiness } from './readiness.ts';

export class RecoveryService {
  private readonly options: RecoveryServiceOptions;
  /** By server and code: the gate, and when. */
  private readonly refusals = new Map<string, { readonly gate: string; readonly atMs: number }>();

  /** At most one of each cluster: none begins there before they are written. */
  private readonly unwritten = new Set<RunningRecovery>();

  constructor(options: RecoveryServiceOptions) {
    this.options = options;
  }

  get rules(): RecoveryRules {
    return this.options.rules;
  }

  /** At most one is registered of several that ask at once for a cluster. What is refused is audited once for each reason. */
  async begin(wish: BeginWish): Promise<BeginResult> {
    const { rules, clock } = this.options;
    const scope = wish.scope ?? recoveryScopeOf(wish.code);
    if (scope === null)
      return { kind: 'no-recovery', reason: message('recovery-code-without-plan', { code: wish.code }) };
    const place = placeOfFailure(this.options.snapshot(), wish);
    if (place === null) return { kind: 'unknown-cluster', cluster: wish.cluster };
    // What the store knows is asked in the transaction that registers; here what only this process knows.
    const known = { switches: { kind: 'read', off: [] }, earlier: [] } as const;
    const brake = this.options.storms.brake(wish.instance);
    const state = { acting: this.options.acting(), now: clock.now(), brake };
    const question = { ...place.question, ...known, ...state, scope, rules };
    const gate = closedGate(recoveryGates({ ...question, forced: wish.forced }));
    if (gate !== null) return this.refused(wish, gate);
    return this.register(wish, { scope, details: place.details });
  }

  private async register(
    wish: BeginWish,
    { scope, details }: { readonly scope: RecoveryScope; readonly details: RecoveryDetails },
  ): Promise<BeginResult> {
    const { recoveries, random, clock, rules, holder, snapshot } = this.options;
    const { code, instance, cluster, forced, actor = TOPIARY, command = '', detection = null } = wish;
    const startedAt = clock.now();
    const known = snapshot().clusters.get(cluster);
    const recovery = {
      uid: random.id(),
      cluster,
      clusterName: known?.name ?? cluster,
      clusterAlias: known?.alias?.text ?? null,
      instance,
      code,
      scope,
      forced,
      startedAt,
      detection,
      details: {
        ...details,
        holder: { hostname: holder.hostname, processId: holder.processId },
        user: actor === TOPIARY ? '' : actor.user,
        command,
      },
    };
    const wanted = { cluster, instance, scope, forced, at: startedAt, blockMs: rules.blockMs };
    try {
      for (const one of this.unwritten) if (await one.writeEnd()) this.unwritten.delete(one);
      if (forced) await this.acknowledgeBefore(wish);
      const outcome = await recoveries.register({ recovery, wanted });
      if (outcome.kind === 'blocked') return this.refused(wish, gateOfBlock(outcome.block));
      if (outcome.kind === 'switched-off') return this.refused(wish, this.switchGate(wish, outcome.off));
      const said = message(forced ? 'recovery-registered-forced' : 'recovery-registered', { instance, code });
      this.audit({ ...wish, actor, action: 'recover', result: 'ok', summary: [said] });
      const { record } = outcome;
      this.options.onRecovery?.(record.uid);
      const onUnwritten = (one: RunningRecovery): void => void this.unwritten.add(one);
      return { kind: 'registered', recovery: new RunningRecovery({ ...this.options, record, actor, onUnwritten }) };
    } catch (error) {
      return this.refused(wish, this.unreadableGate(wish, detailOf(error)));
    }
  }

  /** Who recovers by hand has seen what happened before. */
  private async acknowledgeBefore({ instance, actor = TOPIARY, command = '' }: BeginWish): Promise<void> {
    const by = { at: this.options.clock.now(), by: actor.user, comment: `recovered by hand ${command}`.trim() };
    await this.options.recoveries.acknowledge({ kind: 'instance', instance }, by);
  }

  /** Once in a period of each server and code: only `new` ones are told to hooks. */
  async detected(wish: DetectionWish): ReturnType<Recoveries['registerDetection']> {
    const { recoveries, clock, rules, holder } = this.options;
    const place = placeOfFailure(this.options.snapshot(), wish);
    const { code, instance, cluster, actionable } = wish;
    const at = clock.now();
    const details = {
      masterAddress: place?.details.masterAddress ?? '',
      replicas: place?.details.replicas ?? [],
      holder: { hostname: holder.hostname, processId: holder.processId },
    };
    const { name: clusterName = cluster, alias = null } = place?.question.cluster ?? {};
    const detection = { code, instance, cluster, actionable, at, details, clusterName, clusterAlias: alias };
    const outcome = await recoveries.registerDetection(detection, { blockMs: rules.detectionBlockMs });
    if (outcome.kind === 'new') {
      const summary = [message('detection-registered', { instance, code })];
      this.audit({ ...wish, actor: TOPIARY, action: 'failure-detection', result: 'ok', summary });
    }
    return outcome;
  }

  /** Those of a process that is no more. Called when this one begins to act, before anything else is. */
  async endCrashed(): Promise<readonly RecoveryRecord[]> {
    const comment = 'cut off when Topiary ended';
    const ended = await this.options.recoveries.endUnfinished({ at: this.options.clock.now(), by: 'topiary', comment });
    for (const { instance, cluster } of ended) {
      const summary = [message('recovery-crashed', { instance })];
      this.audit({ instance, cluster, actor: TOPIARY, action: 'recover', result: 'failed', summary });
    }
    return ended;
  }

  async acknowledge(
    which: AcknowledgedWhich,
    { actor, comment }: { readonly actor: Actor; readonly comment: string },
  ): Promise<AcknowledgeResult> {
    const text = comment.trim();
    if (text === '') return { kind: 'refused', reason: message('recoveries-comment-missing') };
    const at = this.options.clock.now();
    return this.asActor(async () => {
      const count = await this.options.recoveries.acknowledge(which, { at, by: actor.user, comment: text });
      const what = textOfWhich(which);
      const summary = [message('recoveries-acknowledged', { count: count.recoveries, what, comment: text })];
      const instance = which.kind === 'instance' ? which.instance : null;
      const cluster = which.kind === 'cluster' ? which.cluster : null;
      this.audit({ instance, cluster, actor, action: 'ack-recovery', result: 'ok', summary });
      return { kind: 'done', count } as const;
    });
  }

  async setSwitch(wish: SwitchWish, actor: Actor): Promise<SwitchResult> {
    const { clock, recoveries, snapshot } = this.options;
    const { cluster, on, durationMs } = wish;
    const known = cluster === null ? null : snapshot().clusters.get(cluster);
    if (known === undefined && cluster !== null) return { kind: 'unknown-cluster', cluster };
    const reason = wish.reason.trim();
    if (!on && reason === '') return { kind: 'refused', reason: message('recovery-switch-reason-missing') };
    const at = clock.now();
    const expiresAt = durationMs === null ? null : asInstant(at + durationMs);
    return this.asActor(async () => {
      await recoveries.setSwitch(cluster, on ? null : { cluster, owner: actor.user, reason, at, expiresAt });
      const scope = known?.name ?? '*';
      const until = expiresAt === null ? '∞' : timeText(expiresAt);
      const said = on
        ? message('recovery-switched-on', { scope })
        : message('recovery-switched-off', { scope, until, reason });
      const action = on ? 'enable-recoveries' : 'disable-recoveries';
      this.audit({ instance: null, cluster, actor, action, result: 'ok', summary: [said] });
      return { kind: 'done' } as const;
    });
  }

  /** As the store has them now: what cannot be read counts as off. Expired ones are left out. */
  async switches(): Promise<Switches> {
    try {
      const now = this.options.clock.now();
      const off = await this.options.recoveries.switches();
      return { kind: 'read', off: off.filter(({ expiresAt }) => expiresAt === null || expiresAt > now) };
    } catch (error) {
      return { kind: 'unreadable', detail: detailOf(error) };
    }
  }

  /** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
  readiness(cluster: ClusterId, asked: ReadinessWish = {}): Promise<Readiness | null> {
    return clusterReadiness({ cluster, ...asked }, () => this.switches(), this.options);
  }

  /** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
  readinessOf(one: ReadinessQuestion): Promise<ServerReadiness | null> {
    return serverReadiness(one, this.options);
  }

  /** What many failures at once hold back is recovered as policy says: by somebody who knows that they are real. */
  releaseStorm(actor: Actor): Promise<ReleaseResult> {
    return this.asActor(async () => ({ kind: 'done', said: this.options.storms.release(actor) }) as const);
  }

  /** Held back a short while ago. */
  blocked(): ReturnType<Recoveries['blocked']> {
    return this.options.recoveries.blocked(asInstant(this.options.clock.now() - BLOCKED_SHOWN_MS));
  }

  list(query: Parameters<Recoveries['list']>[0]): ReturnType<Recoveries['list']> {
    return this.options.recoveries.list(query);
  }

  steps(uid: string): ReturnType<Recoveries['steps']> {
    return this.options.recoveries.steps(uid);
  }

  detections(query: Parameters<Recoveries['detections']>[0]): ReturnType<Recoveries['detections']> {
    return this.options.recoveries.detections(query);
  }

  private async asActor<Done>(
    work: () => Promise<Done>,
  ): Promise<Done | Extract<AcknowledgeResult, { readonly kind: 'not-the-actor' | 'store-failing' }>> {
    const acting = this.options.acting();
    if (acting.kind !== 'self')
      return { kind: 'not-the-actor', holder: acting.kind === 'other' ? acting.holder : acting.reason };
    try {
      return await work();
    } catch (error) {
      return { kind: 'store-failing', detail: detailOf(error) };
    }
  }

  private refused(wish: BeginWish, gate: RecoveryGate): BeginResult {
    const { instance, code, actor = TOPIARY } = wish;
    this.logOnce({ instance, code, gate: gate.code });
    // A finding asks again and again; only a person's refusal is a line of its own.
    if (wish.forced) {
      const summary = [message('recovery-refused', { instance, code }), gate.why];
      this.audit({ ...wish, actor, action: 'recover', result: 'refused', summary });
    }
    return { kind: 'refused', gate };
  }

  /** A finding asks several times a second for as long as it holds. */
  private logOnce(refusal: { readonly instance: InstanceId; readonly code: string; readonly gate: string }): void {
    const key = `${refusal.instance} ${refusal.code}`;
    const now = this.options.clock.monotonicMs();
    const before = this.refusals.get(key);
    const isSame = before?.gate === refusal.gate && now - before.atMs < REFUSED_AGAIN_MS;
    if (before !== undefined || this.refusals.size < MAX_REFUSALS)
      this.refusals.set(key, { gate: refusal.gate, atMs: now });
    if (!isSame) this.options.logger.info('recovery-refused', refusal);
  }

  private switchGate(wish: BeginWish, off: SwitchedOff): RecoveryGate {
    return this.gateBySwitches(wish, { kind: 'read', off: [off] });
  }

  private unreadableGate(wish: BeginWish, detail: string): RecoveryGate {
    return this.gateBySwitches(wish, { kind: 'unreadable', detail });
  }

  private gateBySwitches({ cluster }: BeginWish, switches: Switches): RecoveryGate {
    const name = this.options.snapshot().clusters.get(cluster)?.name ?? cluster;
    return closedSwitchGate({ cluster: { id: cluster, name }, switches, now: this.options.clock.now() });
  }

  private audit(entry: {
    readonly instance: InstanceId | null;
    readonly cluster: ClusterId | null;
    readonly actor: Actor;
    readonly action: string;
    readonly result: 'ok' | 'failed' | 'refused';
    readonly summary: readonly Message[];
  }): void {
    const { instance, cluster, actor, action, result, summary } = entry;
    const clusterName = cluster === null ? null : (this.options.snapshot().clusters.get(cluster)?.name ?? null);
    const at = this.options.clock.now();
    this.options.audit.write({ at, actor, action, cluster, clusterName, instance, plan: null, result, summary });
  }
}
