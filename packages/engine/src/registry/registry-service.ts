/**
 * What people register, at work: commands are decided on what holds now, written durably, and only then shown and
 * audited, one after the other. Only the process that acts takes commands and clears away what is over; the others read
 * anew what it wrote. What has expired holds nowhere any more, whoever clears it away.
 */
import type {
  Actor,
  Registration,
  RegistryChange,
  RegistryCommand,
  Registry,
  TouchedByRegistry,
  TopologySnapshot,
} from '@topiary/domain';
import {
  decideRegistration,
  EMPTY_REGISTRY,
  expired,
  keyOfRegistration,
  registryOf,
  textOfKey,
  touchedBy,
  withChange,
} from '@topiary/domain';
import type { RegistryResult } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { LeaseState, Store } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import { auditOfCommand, auditsOfExpiry } from './audit-registry.ts';
import { onKeptAddresses } from './kept-addresses.ts';
import { differenceOf } from './registry-difference.ts';
import { holderText } from '../shared/holder-text.ts';

/** How soon a process that does not act sees what the one that does has written. */
export const REGISTRY_RELOAD_MS = 2_000;
/** The wall clock may jump, so nobody sleeps longer until the next expiry. */
export const MAX_EXPIRY_WAIT_MS = 60_000;
/** Commands that wait for the one before them. */
export const MAX_WAITING_COMMANDS = 1_000;

export interface RegistryServiceOptions {
  readonly store: Pick<Store, 'registrations' | 'lease' | 'audit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observeOnlyReason: string | null;
  readonly snapshot: () => TopologySnapshot;
  /** The term under which this process acts, as it was last seen; `null`: it does not. */
  readonly actingTerm: () => number | null;
  readonly onChange: (registry: Registry, touched: TouchedByRegistry) => void;
}

export class RegistryService {
  private readonly options: RegistryServiceOptions;
  private current: Registry = EMPTY_REGISTRY;
  /** The term for which it was read last; what another process wrote before is in it. */
  private loadedTerm: number | null = null;
  /** Of the store when it was read last. */
  private loadedRevision: number | null = null;
  /** A write failed, and it is not known whether it holds. */
  private isDoubted = false;
  /** Over, and still in the store. */
  private readonly overdue = new Map<string, Registration>();
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private stopped = false;
  private cancelReload: () => void = () => undefined;
  private cancelExpiry: () => void = () => undefined;

  constructor(options: RegistryServiceOptions) {
    this.options = options;
  }

  /** Rejects when the store cannot be read. */
  async start(): Promise<void> {
    await this.load(null);
    this.reloadLater();
  }

  /** Before this process acts in a term: what the one before registered, be it a moment ago. What cannot be read is tried again later. */
  begin(term: number): Promise<void> {
    return this.inTurn(async () => {
      try {
        await this.load(term);
      } catch (error) {
        this.options.logger.warn('registrations-unreadable', { detail: detailOf(error) });
      }
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelReload();
    this.cancelExpiry();
    await this.tail;
  }

  run(command: RegistryCommand, actor: Actor): Promise<RegistryResult> {
    if (this.stopped || this.waiting >= MAX_WAITING_COMMANDS)
      return Promise.resolve({ kind: 'store-failing', detail: 'too many changes wait to be written' });
    return this.inTurn(() => this.runNow(command, actor));
  }

  get registry(): Registry {
    return this.current;
  }

  /** An act that is not registered, by the process that may act; in turn with what is. */
  act(work: () => RegistryResult): Promise<RegistryResult> {
    return this.inTurn(async () => (await this.becomeCurrent()) ?? work());
  }

  private async runNow(command: RegistryCommand, actor: Actor): Promise<RegistryResult> {
    const refusal = await this.becomeCurrent();
    if (refusal !== null) return refusal;
    const { clock, store } = this.options;
    this.dropExpired();
    const snapshot = this.options.snapshot();
    const asked = onKeptAddresses(command, snapshot.aliases);
    const now = clock.now();
    const decision = decideRegistration({ command: asked, registry: this.current, snapshot, now, user: actor.user });
    if (decision.kind === 'nothing') return { kind: 'done', instances: [] };
    if (decision.kind !== 'change') return decision;
    const failure = await this.write(decision.change);
    if (failure !== null) return failure;
    this.apply(decision.change);
    store.audit.write(auditOfCommand({ command: asked, decision, actor, at: now, snapshot }));
    return { kind: 'done', instances: decision.instances };
  }

  /** Makes sure that this process acts, and that it knows everything that was written before it did. */
  private async becomeCurrent(): Promise<RegistryResult | null> {
    const { store, observeOnlyReason } = this.options;
    if (observeOnlyReason !== null) return { kind: 'not-the-actor', holder: observeOnlyReason };
    try {
      const state: LeaseState = await store.lease.check();
      if (state.kind === 'held-by-other') return { kind: 'not-the-actor', holder: holderText(state.holder) };
      if (state.kind === 'lost') return { kind: 'not-the-actor', holder: '' };
      if (this.isDoubted || this.loadedTerm !== state.term) await this.load(state.term);
      return null;
    } catch (error) {
      return { kind: 'store-failing', detail: detailOf(error) };
    }
  }

  private async write(change: RegistryChange): Promise<Extract<RegistryResult, { kind: 'store-failing' }> | null> {
    try {
      await this.options.store.registrations.write(change);
      return null;
    } catch (error) {
      this.isDoubted = true;
      return { kind: 'store-failing', detail: detailOf(error) };
    }
  }

  private async load(term: number | null): Promise<void> {
    const { revision, registrations } = await this.options.store.registrations.load();
    const all = registryOf(registrations);
    const { gone } = expired(all, this.options.clock.now());
    const live = withChange(all, { put: [], remove: gone.map(keyOfRegistration) });
    this.overdue.clear();
    for (const one of gone) this.overdue.set(textOfKey(keyOfRegistration(one)), one);
    this.loadedTerm = term;
    this.loadedRevision = revision;
    this.isDoubted = false;
    this.apply(differenceOf(this.current, live));
  }

  private apply(change: RegistryChange): void {
    for (const one of change.put) this.overdue.delete(textOfKey(keyOfRegistration(one)));
    if (change.put.length + change.remove.length > 0) {
      this.current = withChange(this.current, change);
      this.options.onChange(this.current, touchedBy(change));
    }
    this.expireLater();
  }

  /** From memory, at once; from the store when this process may write there. */
  private dropExpired(): void {
    const { gone } = expired(this.current, this.options.clock.now());
    if (gone.length === 0) return;
    this.apply({ put: [], remove: gone.map(keyOfRegistration) });
    for (const one of gone) this.overdue.set(textOfKey(keyOfRegistration(one)), one);
  }

  private async clearOverdue(): Promise<void> {
    const { store, clock, logger, actingTerm } = this.options;
    const over = [...this.overdue.values()];
    if (over.length === 0 || actingTerm() === null || actingTerm() !== this.loadedTerm) return;
    const failure = await this.write({ put: [], remove: over.map(keyOfRegistration) });
    if (failure !== null) return logger.warn('registrations-not-cleared', { detail: failure.detail });
    this.overdue.clear();
    for (const entry of auditsOfExpiry(over, this.options.snapshot(), clock.now())) store.audit.write(entry);
  }

  private expireLater(): void {
    this.cancelExpiry();
    if (this.stopped) return;
    const { clock } = this.options;
    const { nextAt, gone } = expired(this.current, clock.now());
    if (nextAt === null && gone.length === 0) return;
    const waitMs = gone.length > 0 || nextAt === null ? 0 : nextAt - clock.now();
    this.cancelExpiry = clock.schedule(Math.min(waitMs, MAX_EXPIRY_WAIT_MS), () => {
      void this.inTurn(async () => {
        this.dropExpired();
        await this.clearOverdue();
        this.expireLater();
      });
    });
  }

  private reloadLater(): void {
    if (this.stopped) return;
    this.cancelReload = this.options.clock.schedule(REGISTRY_RELOAD_MS, () => {
      void this.inTurn(() => this.look()).finally(() => this.reloadLater());
    });
  }

  /** Reads anew what others may have written, and goes on with what could not be cleared away. */
  private async look(): Promise<void> {
    const term = this.options.actingTerm();
    try {
      const isOwn = term !== null && term === this.loadedTerm && !this.isDoubted;
      if (!isOwn && (term !== this.loadedTerm || (await this.isNew()))) await this.load(term);
      await this.clearOverdue();
    } catch (error) {
      this.options.logger.warn('registrations-unreadable', { detail: detailOf(error) });
    }
  }

  private async isNew(): Promise<boolean> {
    return this.isDoubted || (await this.options.store.registrations.revision()) !== this.loadedRevision;
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.waiting += 1;
    const turn = this.tail.then(work);
    this.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }
}
