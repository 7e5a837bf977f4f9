/**
 * Whether a Topiary process runs, stands still (a paused machine) or is dead. Everything that reaches it from outside
 * (time, answers, the disk) comes through `deliver`: what comes while it stands still waits, what comes after its death
 * is gone.
 */
import type { VirtualTime } from '../clock/virtual-time.ts';

export type LifeState = 'running' | 'paused' | 'dead';

export class Life {
  private current: LifeState = 'running';
  private readonly time: VirtualTime;
  private backlog: (() => void)[] = [];
  private readonly onDeath = new Set<() => void>();

  constructor(time: VirtualTime) {
    this.time = time;
  }

  get state(): LifeState {
    return this.current;
  }

  get isDead(): boolean {
    return this.current === 'dead';
  }

  deliver(action: () => void): void {
    if (this.current === 'dead') return;
    if (this.current === 'paused') {
      this.backlog.push(action);
      return;
    }
    this.time.touch();
    action();
  }

  pause(): void {
    if (this.current === 'running') this.current = 'paused';
  }

  resume(): void {
    if (this.current !== 'paused') return;
    this.current = 'running';
    const waiting = this.backlog;
    this.backlog = [];
    // One after the other, as an event loop that was stopped finds them.
    for (const action of waiting) this.time.schedule(0, () => this.deliver(action));
  }

  die(): void {
    if (this.current === 'dead') return;
    this.current = 'dead';
    this.backlog = [];
    for (const listener of this.onDeath) listener();
    this.onDeath.clear();
  }

  /** Called once, when it dies. */
  whenDead(listener: () => void): void {
    this.onDeath.add(listener);
  }
}
