/** Small arithmetic of the benches. */

export function median(values: readonly number[]): number {
  return shareOf(values, 0.5);
}

/** The value below which this share of all lies. */
export function shareOf(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? Number.NaN;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
