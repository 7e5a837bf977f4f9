/** What is to happen, the earliest first; of two at the same instant the one that was asked for first. */
export interface Timer {
  readonly atMs: number;
  readonly sequence: number;
  /** `null` once it was cancelled: it is dropped when its time comes. */
  action: (() => void) | null;
}

export class TimerHeap {
  private readonly timers: Timer[] = [];

  get earliest(): Timer | null {
    this.dropCancelled();
    return this.timers[0] ?? null;
  }

  push(timer: Timer): void {
    this.timers.push(timer);
    this.rise(this.timers.length - 1);
  }

  pop(): Timer | null {
    this.dropCancelled();
    return this.remove();
  }

  private dropCancelled(): void {
    while (this.timers[0]?.action === null) this.remove();
  }

  private remove(): Timer | null {
    const first = this.timers[0];
    const last = this.timers.pop();
    if (first === undefined || last === undefined) return null;
    if (this.timers.length > 0) {
      this.timers[0] = last;
      this.sink();
    }
    return first;
  }

  private rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let least = index;
      if (this.isBefore(left, least)) least = left;
      if (this.isBefore(right, least)) least = right;
      if (least === index) return;
      this.swap(index, least);
      index = least;
    }
  }

  private isBefore(left: number, right: number): boolean {
    const one = this.timers[left];
    const other = this.timers[right];
    if (one === undefined || other === undefined) return false;
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
  }

  private swap(left: number, right: number): void {
    const one = this.timers[left];
    const other = this.timers[right];
    if (one === undefined || other === undefined) return;
    this.timers[left] = other;
    this.timers[right] = one;
  }
}
