/**
 * Timers whose exact moment does not matter, fired in groups. A process that wakes up for one probe alone spends as much
 * on waking (its own and the kernel's) as on the probe; a few at a time share it.
 */
import type { Clock } from '../ports/clock.ts';

interface Group {
  readonly actions: Set<(atMs: number) => void>;
  readonly cancel: () => void;
}

export class GroupedTimers {
  private readonly clock: Clock;
  /** By the moment at which they fire, in monotonic milliseconds. */
  private readonly groups = new Map<number, Group>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * Calls `action` after `ms`, half of `gridMs` earlier or later, with the moment that was chosen: on average after `ms`,
   * so that groups do not make an interval longer. The returned function cancels it.
   */
  schedule(ms: number, gridMs: number, action: (atMs: number) => void): () => void {
    const now = this.clock.monotonicMs();
    const nextTick = Math.ceil(now / gridMs);
    const atMs = Math.max(nextTick, Math.round((now + ms) / gridMs)) * gridMs;
    const group = this.groups.get(atMs) ?? this.open(atMs, atMs - now);
    // Two timers may have the same action.
    const own = (firedAtMs: number): void => action(firedAtMs);
    group.actions.add(own);
    return () => this.remove(atMs, group, own);
  }

  private open(atMs: number, delayMs: number): Group {
    const cancel = this.clock.schedule(delayMs, () => this.fire(atMs));
    const group: Group = { actions: new Set(), cancel };
    this.groups.set(atMs, group);
    return group;
  }

  private fire(atMs: number): void {
    const group = this.groups.get(atMs);
    this.groups.delete(atMs);
    for (const action of group?.actions ?? []) action(atMs);
  }

  private remove(atMs: number, group: Group, action: (atMs: number) => void): void {
    group.actions.delete(action);
    if (group.actions.size > 0 || this.groups.get(atMs) !== group) return;
    group.cancel();
    this.groups.delete(atMs);
  }
}
