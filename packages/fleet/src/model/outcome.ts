/** How a server answers a command. */

export interface Note {
  readonly number: number;
  readonly text: string;
}

export type CommandValue = string | number | null;

export type Outcome =
  | {
      readonly kind: 'ok';
      /** What the statement selects, where it selects something: `value` for waits and locks. */
      readonly results: Readonly<Record<string, CommandValue>>;
      /** `SHOW WARNINGS`. */
      readonly notes: readonly Note[];
    }
  | { readonly kind: 'error'; readonly number: number; readonly sqlState: string; readonly text: string };

export type Failed = Extract<Outcome, { kind: 'error' }>;

export const OK: Outcome = { kind: 'ok', results: {}, notes: [] };

export function okWith(results: Readonly<Record<string, CommandValue>>): Outcome {
  return { kind: 'ok', results, notes: [] };
}

export function noted(number: number, text: string): Outcome {
  return okWithNotes([{ number, text }]);
}

export function okWithNotes(notes: readonly Note[]): Outcome {
  return notes.length === 0 ? OK : { kind: 'ok', results: {}, notes };
}

export function failed(number: number, text: string): Failed {
  return { kind: 'error', number, sqlState: SQL_STATES.get(number) ?? 'HY000', text };
}

/** Error numbers whose SQLSTATE is not the general one. Source: MySQL and MariaDB error references. */
const SQL_STATES: ReadonlyMap<number, string> = new Map([
  [1040, '08004'],
  [1044, '42000'],
  [1045, '28000'],
  [1062, '23000'],
  [1064, '42000'],
  [1142, '42000'],
  [1143, '42000'],
  [1203, '42000'],
  [1205, 'HY000'],
  [1213, '40001'],
  [1227, '42000'],
  [1231, '42000'],
  [1232, '42000'],
  [1317, '70100'],
]);
