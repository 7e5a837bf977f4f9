/** How a command ends. Codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no Topiary answers. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** An end that was expected, with sentences for the person at the terminal. */
export class CommandFailure extends Error {
  readonly exitCode: number;
  constructor(sentences: readonly string[], exitCode: number = EXIT.failed) {
    super(sentences.join('\n'));
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}
