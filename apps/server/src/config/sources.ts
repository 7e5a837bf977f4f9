/** Where configuration comes from: files, the environment, the command line. Later sources win. */

export interface Source {
  /** The file's path, or `the environment`, or `the command line`: what messages name. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** As written. Letter case does not matter. */
  readonly key: string;
  readonly value: unknown;
  /** From 1; `null` where there are no lines. */
  readonly line: number | null;
}

/** Something to say in the log that does not stop the start. */
export interface Notice {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function placeOf(source: string, line: number | null): string {
  return line === null ? source : `${source}, line ${line}`;
}
