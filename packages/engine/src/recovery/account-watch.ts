/**
 * Looks now and then which accounts those have that may have to take the place of a master, so that nobody has to be asked when
 * it dies. What was seen is kept in memory, without passwords. One that cannot be asked is as it was seen last.
 */
import type { AccountsSeen, InstanceId, SeenLately, TopologySnapshot } from '@topiary/domain';
import { accountsToSee, addressOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { AccountWatchSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import { Limiter } from '../shared/limiter.ts';

/** Between two rounds: one that is new is looked at in the next. */
export const ROUND_MS = 10_000;
/** In one round, those first that were not looked at for longest. */
export const MAX_LOOKS_IN_ROUND = 50;
const MAX_LOOKS_AT_ONCE = 5;
const LOOK_DEADLINE_MS = 1_000;

export interface AccountWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly servers: Pick<Servers, 'readAccounts'>;
  /** `null`: nobody is looked at. */
  readonly settings: AccountWatchSettings | null;
  readonly snapshot: () => TopologySnapshot;
}

interface Look extends AccountsSeen {
  /** Monotonic. */
  readonly atMs: number;
}

export class AccountWatch {
  private readonly options: AccountWatchOptions;
  private readonly limiter = new Limiter(MAX_LOOKS_AT_ONCE);
  private looks: ReadonlyMap<InstanceId, Look> = new Map();
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(options: AccountWatchOptions) {
    this.options = options;
  }

  get last(): SeenLately {
    return this.looks;
  }

  start(): void {
    const { settings, clock } = this.options;
    if (settings !== null && !this.stopped) this.cancel = clock.schedule(ROUND_MS, () => void this.round(settings));
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async round({ intervalMs }: AccountWatchSettings): Promise<void> {
    const { snapshot, clock, logger } = this.options;
    try {
      const wanted = accountsToSee(snapshot());
      const nowMs = clock.monotonicMs();
      const due = [...wanted]
        .filter(([id, users]) => isDue(this.looks.get(id), { users, beforeMs: nowMs - intervalMs }))
        .toSorted(([left], [right]) => this.lookedAtMs(left) - this.lookedAtMs(right))
        .slice(0, MAX_LOOKS_IN_ROUND);
      const made = await Promise.all(due.map(([id, users]) => this.limiter.run(() => this.look(id, users))));
      const kept = [...this.looks].filter(([id]) => wanted.has(id));
      this.looks = new Map([...kept, ...made]);
    } catch (error) {
      logger.error('accounts-not-looked-at', { detail: detailOf(error) });
    }
    // Counted from the end of this one: rounds never overlap.
    this.start();
  }

  private lookedAtMs(id: InstanceId): number {
    return this.looks.get(id)?.atMs ?? -Infinity;
  }

  private async look(id: InstanceId, users: readonly string[]): Promise<readonly [InstanceId, Look]> {
    const { clock, servers } = this.options;
    const seen = await servers.readAccounts(addressOf(id), { deadlineMs: LOOK_DEADLINE_MS, users });
    const before = this.looks.get(id);
    const isAway = seen.kind === 'failed' && seen.grant === null;
    const found = isAway && before !== undefined ? { users: before.users, seen: before.seen } : { users, seen };
    return [id, { ...found, atMs: clock.monotonicMs() }];
  }
}

function isDue(
  look: Look | undefined,
  { users, beforeMs }: { readonly users: readonly string[]; readonly beforeMs: number },
): boolean {
  return look === undefined || look.atMs <= beforeMs || users.some((user) => !look.users.includes(user));
}
