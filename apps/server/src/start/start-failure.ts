/** Why a start ended before it began to serve: sentences for the person who started it, never a stack trace. */
export class StartFailure extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options: ErrorOptions = {}) {
    super(problems.join('\n'), options);
    this.name = 'StartFailure';
    this.problems = problems;
  }
}

/** The code of a system error, or `null`. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? code : null;
}
