/** Why a start ended before it began to serve: sentences for the person who started it, never a stack trace. */
export class StartFailure extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options: ErrorOptions = {}) {
    super(problems.join('\n'), options);
    this.name = 'StartFailure';
    this.problems = problems;
  }
}
