/** The latest samples of something that happens often, in the order in which they came. */
import type { Instant } from '@topiary/domain';

export interface Sample {
  readonly at: Instant;
}

export class SampleWindow<Kept extends Sample> {
  private readonly most: number;
  /** A ring: once it is full, the oldest gives its place to the next. */
  private readonly ring: Kept[] = [];
  private next = 0;

  constructor(most: number) {
    this.most = most;
  }

  add(sample: Kept): void {
    this.ring[this.next] = sample;
    this.next = (this.next + 1) % this.most;
  }

  /** The oldest first. */
  since(from: Instant): readonly Kept[] {
    return [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)].filter(({ at }) => at >= from);
  }
}
