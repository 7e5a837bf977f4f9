/** A programmer's mistake, never an operator's: the message names the broken rule, `data` what broke it. */
export class AssertionFailure extends Error {
  readonly data: unknown;
  constructor(message: string, data: unknown) {
    super(message);
    this.name = 'AssertionFailure';
    this.data = data;
  }
}

export function assert(condition: boolean, rule: string, data?: unknown): asserts condition {
  if (!condition) throw new AssertionFailure(rule, data);
}

/** Ends a `switch` over a union; the compiler refuses the call when a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionFailure('a value outside its union', value);
}
