import type { Dice } from '../dice.ts';
import type { AccountName, Ground, ServerName, Step } from '../sequence.ts';
import type { Words } from './words.ts';

/** A sequence while it is drawn. */
export interface Draft {
  readonly dice: Dice;
  readonly ground: Ground;
  readonly words: Words;
  /** Keys of rows are used once. */
  nextRow: number;
  /** A delay was set, so that what follows takes its time. */
  delayed: boolean;
  /** Somebody may read by file and position. */
  byPlace: boolean;
}

export interface Action {
  /** How often it is drawn, against the others. */
  readonly weight: number;
  readonly steps: (draft: Draft) => readonly Step[];
}

export function sql(server: ServerName, text: string, account: AccountName = 'admin'): readonly Step[] {
  return [{ kind: 'sql', server, account, text }];
}

export const insert = (draft: Draft, schema = 'garden'): string =>
  `INSERT INTO ${schema}.t (id) VALUES (${draft.nextRow++})`;

export const anyServer = ({ dice }: Draft): ServerName => dice.pick(['m', 'a', 'b', 'c']);
/** One that replicates from the start. */
export const anyReplica = ({ dice }: Draft): ServerName => dice.pick(['a', 'b', 'c']);

export function otherThan({ dice }: Draft, server: ServerName): ServerName {
  const others = (['m', 'a', 'b', 'c'] as const).filter((name) => name !== server);
  return dice.pick(others as [ServerName, ...ServerName[]]);
}
