/**
 * Which addresses lead to one server. Equal identities, a registered virtual name and a looked-up name are only reasons
 * to ask; what a lock proves becomes an alias, and stays one until another server answers there: a virtual address that
 * was moved, a name that was given to a new machine. What a person declares goes before that. A name that cannot be
 * asked at all, and that exactly one server tells as its own, is believed to be that server's (`told-aliases.ts`).
 */
import type { DeclaredIdentities, InstanceId, NamingRules, Observation } from '@topiary/domain';
import { addressOf, EMPTY_REGISTRY, identityKeyOf, pairOf, samenessQuestions } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { ServerBook } from './server-book.ts';
import { SupposedNames } from './supposed-names.ts';
import { toldAliases } from './told-aliases.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

/** A pair whose sameness could not be proved is tried again after so long. */
const PROOF_RETRY_MS = 60_000;
const MAX_PROOFS = 10_000;

export const ALIAS_ORIGINS = ['proved', 'declared', 'told'] as const;
/** How it is known that an address leads to a server: by a lock, by a person's word, or by the server's own word. */
export type AliasOrigin = (typeof ALIAS_ORIGINS)[number];

type Sameness = Awaited<ReturnType<Servers['proveSame']>>;

export interface SameServersOptions {
  readonly servers: Pick<Servers, 'proveSame'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probeDeadlineMs: number;
  readonly naming: NamingRules;
  readonly book: ServerBook;
  readonly keeper: TopologyKeeper;
  /** Resolves when the book holds a probe that began after the call. */
  readonly probe: (id: InstanceId) => Promise<void>;
  /** From now on this address is not a server of its own. */
  readonly onAlias: (alias: InstanceId) => void;
  /** It stands for itself again, whether anybody names it or not. */
  readonly onOwnServer: (id: InstanceId) => void;
}

export class SameServers {
  private readonly options: SameServersOptions;
  private readonly provedAtMs = new Map<string, number>();
  private readonly asked = new Map<string, Promise<void>>();
  private readonly origins = new Map<InstanceId, AliasOrigin>();
  private readonly supposed = new SupposedNames();
  private readonly unproved = new Set<string>();
  private declared: DeclaredIdentities = EMPTY_REGISTRY.declared;
  private isUnprovedChanged = false;
  private cancelProof: (() => void) | null = null;
  private stopped = false;

  constructor(options: SameServersOptions) {
    this.options = options;
  }

  stop(): void {
    this.stopped = true;
    this.cancelProof?.();
  }

  /** Asks about every pair that wants a proof now. */
  async prove(): Promise<void> {
    this.believeTold();
    for (const { alias, keep } of [...this.lookalikes(), ...this.supposed.all()]) {
      if (this.stopped) return;
      if (!this.asked.has(orderedPair(alias, keep))) await this.askOnce(alias, keep);
    }
    this.showUnproved();
  }

  /** Resolves when all about this one has been asked, also by an earlier call. */
  async proveAbout(id: InstanceId): Promise<void> {
    const lookalikes = this.lookalikes().filter(({ alias, keep }) => alias === id || keep === id);
    await Promise.all([...lookalikes, ...this.supposed.about(id)].map(({ alias, keep }) => this.askOnce(alias, keep)));
    this.showUnproved();
  }

  /** Asks now whether a name leads to a server, whatever was found before; where it is not proved, it is no alias. */
  async proveName(name: InstanceId, server: InstanceId): Promise<void> {
    const { keeper } = this.options;
    if (name === server || this.declared.same.get(name) === server) return;
    this.suppose(name, server);
    const verdict = this.isDifferent(name, server) ? 'different' : await this.sameness(name, server);
    if (this.stopped) return;
    const holds = keeper.knownAliases.get(name) === server;
    if (verdict === 'same' && !holds) this.becomeAlias(name, server, 'proved');
    else if (verdict !== 'same' && holds) this.withdraw([name]);
  }

  /** Asked about as soon as, and as long as, both are known. */
  suppose(name: InstanceId, server: InstanceId): void {
    this.supposed.suppose(name, server);
  }

  /** It is not known any more: its other names stand for themselves, and nobody asks about them. */
  forget(id: InstanceId): void {
    this.supposed.forget(id);
    this.withdraw(this.aliasesOf(id));
  }

  originOf(alias: InstanceId): AliasOrigin {
    return this.origins.get(alias) ?? 'proved';
  }

  /** What people declare now; what they no longer declare is left to the proofs again. */
  declare(declared: DeclaredIdentities): void {
    const before = this.declared;
    if (before === declared) return;
    this.declared = declared;
    const { keeper } = this.options;
    const isOver = (alias: InstanceId, kept: InstanceId): boolean =>
      (before.same.get(alias) === kept && declared.same.get(alias) !== kept) || this.isDifferent(alias, kept);
    const over = [...keeper.knownAliases].filter(([alias, kept]) => isOver(alias, kept)).map(([alias]) => alias);
    this.withdraw(over);
    over.forEach(this.options.onOwnServer);
    for (const [alias, kept] of declared.same)
      if (keeper.knownAliases.get(alias) !== kept && alias !== keeper.keptId(kept))
        this.becomeAlias(alias, kept, 'declared');
    this.provedAtMs.clear();
    void this.prove();
  }

  /** Whether the server that answered at an alias is another one than the one that the alias is kept under. */
  async leadsElsewhere(alias: InstanceId, answer: Observation): Promise<boolean> {
    const { book, keeper, probe } = this.options;
    const kept = keeper.knownAliases.get(alias);
    if (kept === undefined || this.originOf(alias) === 'declared') return false;
    const seen = identityKeyOf(answer);
    const isKept = (): boolean => identityKeyOf(book.records.get(kept)?.observation ?? null) === seen;
    if (isKept()) return false;
    // It may have a new identity itself, since it was probed last.
    await probe(kept);
    return !this.stopped && keeper.knownAliases.get(alias) === kept && !isKept();
  }

  /** These addresses stand for themselves again. Nothing is known of them any more: whoever names one makes it known anew. */
  withdraw(aliases: readonly InstanceId[]): void {
    const { book, keeper, logger } = this.options;
    if (aliases.length === 0) return;
    for (const alias of aliases) {
      const kept = keeper.keptId(alias);
      logger.info('alias-withdrawn', { alias, kept });
      this.provedAtMs.delete(orderedPair(alias, kept));
      this.origins.delete(alias);
      book.remove(alias);
    }
    keeper.removeAliases(aliases);
  }

  private aliasesOf(kept: InstanceId): readonly InstanceId[] {
    return [...this.options.keeper.knownAliases].filter(([, to]) => to === kept).map(([alias]) => alias);
  }

  private lookalikes(): ReturnType<typeof samenessQuestions> {
    const { book, keeper } = this.options;
    return samenessQuestions(book.lookalikes, keeper.knownAliases);
  }

  private showUnproved(): void {
    if (!this.isUnprovedChanged || this.stopped) return;
    this.isUnprovedChanged = false;
    this.options.keeper.setUnproved(this.unproved);
  }

  private noteProvable(pair: string, isProvable: boolean): void {
    if (isProvable !== this.unproved.has(pair) || (!isProvable && this.unproved.size >= MAX_PROOFS)) return;
    this.isUnprovedChanged = true;
    if (isProvable) this.unproved.delete(pair);
    else this.unproved.add(pair);
  }

  /** Nobody asks a second time about a pair that is being asked about. */
  private async askOnce(alias: InstanceId, keep: InstanceId): Promise<void> {
    const { book, keeper, clock } = this.options;
    const key = orderedPair(alias, keep);
    const running = this.asked.get(key);
    if (running !== undefined) return running;
    const isKnown = (book.records.get(keep)?.observation ?? null) !== null;
    if (!isKnown || keeper.knownAliases.has(alias) || this.isDifferent(alias, keep)) return;
    const now = clock.monotonicMs();
    const last = this.provedAtMs.get(key);
    if (last !== undefined && now - last < PROOF_RETRY_MS) return;
    if (this.provedAtMs.size >= MAX_PROOFS) this.provedAtMs.clear();
    this.provedAtMs.set(key, now);
    const asking = this.ask(alias, keep);
    this.asked.set(key, asking);
    try {
      await asking;
    } finally {
      this.asked.delete(key);
    }
  }

  private async ask(alias: InstanceId, keep: InstanceId): Promise<void> {
    const verdict = await this.sameness(alias, keep);
    if (this.stopped) return;
    this.noteProvable(pairOf(alias, keep), verdict !== 'not-provable');
    if (verdict === 'not-provable') this.proveLater();
    if (verdict === 'same' && !this.options.keeper.knownAliases.has(alias)) this.becomeAlias(alias, keep, 'proved');
  }

  private becomeAlias(alias: InstanceId, kept: InstanceId, origin: AliasOrigin): void {
    const { keeper, logger, onAlias } = this.options;
    logger.info('same-server', { alias, kept, origin });
    this.origins.set(alias, origin);
    onAlias(alias);
    keeper.addAlias(alias, kept);
  }

  /** A name that answers, or that another server tells too, is no longer believed. */
  private believeTold(): void {
    const { book, keeper, naming } = this.options;
    if (naming.method === 'none') return;
    const known = [...keeper.knownAliases].filter(([alias]) => this.originOf(alias) === 'told');
    const isDifferent = (alias: InstanceId, kept: InstanceId): boolean => this.isDifferent(alias, kept);
    const told = toldAliases({ records: book.records, aliases: keeper.knownAliases, naming, known, isDifferent });
    const over = known.filter(([alias, kept]) => told.get(alias) !== kept).map(([alias]) => alias);
    this.withdraw(over);
    over.forEach(this.options.onOwnServer);
    for (const [alias, kept] of told) if (!keeper.knownAliases.has(alias)) this.becomeAlias(alias, kept, 'told');
  }

  private isDifferent(left: InstanceId, right: InstanceId): boolean {
    return this.declared.different.has(pairOf(left, right));
  }

  /** Nothing else might ask again: a tree that does not change leads to no proof. */
  private proveLater(): void {
    this.cancelProof ??= this.options.clock.schedule(PROOF_RETRY_MS, () => {
      this.cancelProof = null;
      void this.prove();
    });
  }

  private async sameness(alias: InstanceId, keep: InstanceId): Promise<Sameness> {
    const { servers, logger, probeDeadlineMs } = this.options;
    try {
      return await servers.proveSame(addressOf(alias), addressOf(keep), { deadlineMs: probeDeadlineMs });
    } catch (error) {
      logger.error('driver-threw', { instance: alias, error });
      return 'not-provable';
    }
  }
}

function orderedPair(alias: InstanceId, keep: InstanceId): string {
  return `${alias} ${keep}`;
}
