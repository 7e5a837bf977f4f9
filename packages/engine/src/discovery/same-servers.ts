/**
 * Which addresses lead to one server. Equal identities are only a reason to ask; what a lock proves becomes an alias, and
 * stays one until another server answers there: a virtual address that was moved, a name that was given to a new machine.
 */
import type { InstanceId, Observation } from '@topiary/domain';
import { addressOf, identityKeyOf, samenessQuestions } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { ServerBook } from './server-book.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

/** A pair whose sameness could not be proved is tried again after so long. */
const PROOF_RETRY_MS = 60_000;
const MAX_PROOFS = 10_000;

export interface SameServersOptions {
  readonly servers: Pick<Servers, 'proveSame'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probeDeadlineMs: number;
  readonly book: ServerBook;
  readonly keeper: TopologyKeeper;
  /** Resolves when the book holds a probe that began after the call. */
  readonly probe: (id: InstanceId) => Promise<void>;
  /** From now on this address is not a server of its own. */
  readonly onAlias: (alias: InstanceId) => void;
}

export class SameServers {
  private readonly options: SameServersOptions;
  private readonly provedAtMs = new Map<string, number>();
  private cancelProof: (() => void) | null = null;
  private stopped = false;

  constructor(options: SameServersOptions) {
    this.options = options;
  }

  stop(): void {
    this.stopped = true;
    this.cancelProof?.();
  }

  async prove(): Promise<void> {
    const { book, keeper, clock, logger, onAlias } = this.options;
    for (const { alias, keep } of samenessQuestions(book.lookalikes, keeper.knownAliases)) {
      const key = pairOf(alias, keep);
      const now = clock.monotonicMs();
      const last = this.provedAtMs.get(key);
      if (last !== undefined && now - last < PROOF_RETRY_MS) continue;
      if (this.provedAtMs.size >= MAX_PROOFS) this.provedAtMs.clear();
      this.provedAtMs.set(key, now);
      const verdict = await this.sameness(alias, keep);
      if (this.stopped) return;
      if (verdict === 'not-provable') this.proveLater();
      if (verdict !== 'same' || keeper.knownAliases.has(alias)) continue;
      logger.info('same-server', { alias, kept: keep });
      onAlias(alias);
      keeper.addAlias(alias, keep);
    }
  }

  /** Whether the server that answered at an alias is another one than the one that the alias is kept under. */
  async leadsElsewhere(alias: InstanceId, answer: Observation): Promise<boolean> {
    const { book, keeper, probe } = this.options;
    const kept = keeper.knownAliases.get(alias);
    if (kept === undefined) return false;
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
      this.provedAtMs.delete(pairOf(alias, kept));
      book.remove(alias);
    }
    keeper.removeAliases(aliases);
  }

  aliasesOf(kept: InstanceId): readonly InstanceId[] {
    return [...this.options.keeper.knownAliases].filter(([, to]) => to === kept).map(([alias]) => alias);
  }

  /** Nothing else might ask again: a tree that does not change leads to no proof. */
  private proveLater(): void {
    this.cancelProof ??= this.options.clock.schedule(PROOF_RETRY_MS, () => {
      this.cancelProof = null;
      void this.prove();
    });
  }

  private async sameness(alias: InstanceId, keep: InstanceId): ReturnType<Servers['proveSame']> {
    const { servers, logger, probeDeadlineMs } = this.options;
    try {
      return await servers.proveSame(addressOf(alias), addressOf(keep), { deadlineMs: probeDeadlineMs });
    } catch (error) {
      logger.error('driver-threw', { instance: alias, error });
      return 'not-provable';
    }
  }
}

function pairOf(alias: InstanceId, keep: InstanceId): string {
  return `${alias} ${keep}`;
}
