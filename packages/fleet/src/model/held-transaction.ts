/** What a checker learns of one server's tables. */
export interface HeldTransaction {
  readonly stream: string;
  /** Inclusive runs of numbers, ascending. */
  readonly runs: readonly (readonly [number, number])[];
}
