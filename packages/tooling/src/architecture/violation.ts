/** A place that breaks a rule. */
export interface Violation {
  readonly path: string;
  /** Counted from 1; 0 when the rule speaks of the file as a whole. */
  readonly line: number;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

/** As editors and terminals link it. */
export function describeViolation(violation: Violation): string {
  return `${violation.path}:${violation.line} ${violation.message}`;
}
