/** Functions that are commands of the model: locks, sleeps and waits. Source: spec/dialects §4; results [97][M10]. */
import { MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { Command } from '../../commands/command.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Session } from '../../model/session.ts';
import { malformedGtidSet, unreadableGtidList } from '../errors.ts';
import type { SqlValue } from '../expression.ts';
import type { Generation } from '../generation.ts';
import type { FieldType } from '../results.ts';
import { SqlProblem } from './scope.ts';
import { numberOf, textOf } from './values.ts';

export interface WaitingFunction {
  readonly least: number;
  readonly most: number;
  readonly field: FieldType;
  readonly known: (generation: Generation) => boolean;
  /** It is there while this is loaded. */
  readonly plugin?: string;
  /** A command, or a value that needs none. */
  begin(values: readonly SqlValue[], session: Session): Command | { readonly value: SqlValue };
  /** It begins again until it has a value that needs no command; each outcome adds to the value. */
  readonly repeats?: boolean;
  read(outcome: Outcome): SqlValue;
}

const everywhere = (): boolean => true;
const mysql = ({ family }: Generation): boolean => family === 'mysql';
const mariadb = ({ family }: Generation): boolean => family === 'mariadb';

function valueOf(outcome: Outcome): SqlValue {
  return outcome.kind === 'ok' ? (outcome.results['value'] ?? null) : null;
}

/** Missing or not above 0: for ever. */
function milliseconds(value: SqlValue | undefined): number | null {
  const seconds = value === undefined || value === null ? 0 : numberOf(value);
  return seconds > 0 ? seconds * 1_000 : null;
}

const positionWait = (known: WaitingFunction['known']): WaitingFunction => ({
  least: 2,
  most: 4,
  field: 'LONGLONG',
  known,
  begin: ([file, position, timeout, channel]) => {
    if (file === null || position === null) return { value: null };
    return {
      kind: 'wait-for-position',
      position: { file: textOf(file ?? ''), position: numberOf(position ?? 0) },
      channel: textOf(channel ?? ''),
      ...(channel === undefined ? { unnamed: true } : {}),
      timeoutMs: milliseconds(timeout),
    };
  },
  read: valueOf,
});

export const WAITING_FUNCTIONS: ReadonlyMap<string, WaitingFunction> = new Map<string, WaitingFunction>([
  [
    'SLEEP',
    {
      least: 1,
      most: 1,
      field: 'LONGLONG',
      known: everywhere,
      begin: ([seconds]) => ({ kind: 'sleep', ms: Math.max(0, numberOf(seconds ?? 0)) * 1_000 }),
      // Interrupted by KILL QUERY it is 1.
      read: (outcome) => (outcome.kind === 'ok' ? 0 : 1),
    },
  ],
  [
    'GET_LOCK',
    {
      least: 2,
      most: 2,
      field: 'LONGLONG',
      known: everywhere,
      begin: ([name, timeout]) => {
        if (name === null || name === undefined) return { value: null };
        const seconds = numberOf(timeout ?? 0);
        return { kind: 'get-lock', name: textOf(name), timeoutMs: seconds < 0 ? null : seconds * 1_000 };
      },
      read: valueOf,
    },
  ],
  [
    'RELEASE_ALL_LOCKS',
    {
      least: 0,
      most: 0,
      field: 'LONGLONG',
      known: ({ family, versionNumber }) => family !== 'mariadb' || versionNumber >= 100_502,
      begin: (_values, { locks }) => {
        const [name] = locks.keys();
        return name === undefined ? { value: 0 } : { kind: 'release-lock', name };
      },
      read: () => 1,
      repeats: true,
    },
  ],
  ['RELEASE_LOCK', lockFunction((name) => ({ kind: 'release-lock', name }), valueOf)],
  ['IS_USED_LOCK', lockFunction((name) => ({ kind: 'is-used-lock', name }), valueOf)],
  [
    'IS_FREE_LOCK',
    lockFunction(
      (name) => ({ kind: 'is-used-lock', name }),
      (outcome) => (valueOf(outcome) === null ? 1 : 0),
    ),
  ],
  ['SOURCE_POS_WAIT', positionWait(({ family, versionNumber }) => family === 'mysql' && versionNumber >= 80_026)],
  ['MASTER_POS_WAIT', positionWait(everywhere)],
  [
    'WAIT_FOR_EXECUTED_GTID_SET',
    {
      least: 1,
      most: 2,
      field: 'LONGLONG',
      known: mysql,
      begin: ([gtids, timeout]) => {
        const text = textOf(gtids ?? '');
        const parsed = MysqlGtidSet.parse(text);
        if (!parsed.ok) throw new SqlProblem(malformedGtidSet(text));
        return { kind: 'wait-for-gtids', gtids: parsed.set.toText(), timeoutMs: milliseconds(timeout) };
      },
      read: valueOf,
    },
  ],
  [
    'MASTER_GTID_WAIT',
    {
      least: 1,
      most: 2,
      field: 'LONG',
      known: mariadb,
      begin: ([gtids, timeout]) => {
        const text = textOf(gtids ?? '');
        const parsed = MariadbGtidPosition.parse(text);
        if (!parsed.ok) throw new SqlProblem(unreadableGtidList);
        const ms = timeout === undefined || timeout === null ? null : Math.max(0, numberOf(timeout)) * 1_000;
        return { kind: 'wait-for-gtids', gtids: text, timeoutMs: ms };
      },
      read: valueOf,
    },
  ],
  [
    'GROUP_REPLICATION_SET_AS_PRIMARY',
    {
      least: 1,
      most: 2,
      field: 'VAR_STRING',
      known: (generation) => mysql(generation) && generation.versionNumber >= 80_013,
      plugin: 'group_replication',
      begin: ([uuid]) => ({ kind: 'group-set-primary', uuid: textOf(uuid ?? '') }),
      read: () => 'Primary server switched.',
    },
  ],
]);

function lockFunction(begin: (name: string) => Command, read: WaitingFunction['read']): WaitingFunction {
  return {
    least: 1,
    most: 1,
    field: 'LONGLONG',
    known: everywhere,
    begin: ([name]) => (name === null || name === undefined ? { value: null } : begin(textOf(name))),
    read,
  };
}
