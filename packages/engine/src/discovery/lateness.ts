/** How late probes begin: between the moment at which one was due and its first byte, over the last full window. */

/** More than a window of 10,000 servers at a 5 s interval holds; of more, the latest count. */
const MAX_SAMPLES = 16_384;

/** In milliseconds. */
export interface Lateness {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export class LatenessWindow {
  private readonly samples = new Float64Array(MAX_SAMPLES);
  private count = 0;

  add(lateMs: number): void {
    this.samples[this.count % MAX_SAMPLES] = Math.max(0, lateMs);
    this.count += 1;
  }

  /** Ends the window and begins the next; `null` when nothing was due in it. */
  take(): Lateness | null {
    const sorted = this.samples.subarray(0, Math.min(this.count, MAX_SAMPLES)).toSorted();
    this.count = 0;
    const at = (share: number): number | undefined => sorted[Math.floor(sorted.length * share)];
    const [p50Ms, p99Ms] = [at(0.5), at(0.99)];
    return p50Ms === undefined || p99Ms === undefined ? null : { p50Ms, p99Ms };
  }
}
