/** Functions whose value needs nothing but their arguments and the scope. Those that wait are in `waiting-functions.ts`. */
import { familyOf, MysqlGtidSet } from '@topiary/domain';
import type { SqlValue } from '../expression.ts';
import { malformedGtidSet } from '../errors.ts';
import type { Generation, SqlFamily } from '../generation.ts';
import type { FieldType } from '../results.ts';
import { dateTime } from '../tables/context.ts';
import { SqlProblem, type Scope } from './scope.ts';
import { isTrue, numberOf, textOf, truth } from './values.ts';

export interface SqlFunction {
  readonly least: number;
  readonly most: number;
  readonly field: FieldType;
  /** Missing: all. */
  readonly families?: readonly SqlFamily[];
  readonly known?: (generation: Generation) => boolean;
  evaluate(values: readonly SqlValue[], scope: Scope): SqlValue;
}

const ANY = 64;
const MYSQL: readonly SqlFamily[] = ['mysql'];

function plain(least: number, most: number, field: FieldType, evaluate: SqlFunction['evaluate']): SqlFunction {
  return { least, most, field, evaluate };
}

const accountText = ({ context: { session } }: Scope): string => `${session.account.user}@${session.account.host}`;
const clientText = ({ context: { session } }: Scope): string => `${session.account.user}@${session.clientHost}`;
const now = (values: readonly SqlValue[], { context }: Scope): SqlValue =>
  dateTime(context.fleet.nowMs, numberOf(values[0] ?? 0));

const ABOUT_THE_SESSION: readonly (readonly [string, SqlFunction])[] = [
  [
    'VERSION',
    plain(0, 0, 'VAR_STRING', (_values, { context }) =>
      textOf(context.fleet.variable(context.server.id, 'version') ?? ''),
    ),
  ],
  ['DATABASE', plain(0, 0, 'VAR_STRING', (_values, { schema }) => schema)],
  ['SCHEMA', plain(0, 0, 'VAR_STRING', (_values, { schema }) => schema)],
  ['USER', plain(0, 0, 'VAR_STRING', (_values, scope) => clientText(scope))],
  ['SESSION_USER', plain(0, 0, 'VAR_STRING', (_values, scope) => clientText(scope))],
  ['CURRENT_USER', plain(0, 0, 'VAR_STRING', (_values, scope) => accountText(scope))],
  ['CONNECTION_ID', plain(0, 0, 'LONGLONG', (_values, { context }) => context.session.id)],
  ['NOW', plain(0, 1, 'DATETIME', now)],
  ['CURRENT_TIMESTAMP', plain(0, 1, 'DATETIME', now)],
  ['SYSDATE', plain(0, 1, 'DATETIME', now)],
  ['UTC_TIMESTAMP', plain(0, 1, 'DATETIME', now)],
  ['UNIX_TIMESTAMP', plain(0, 1, 'LONGLONG', (_values, { context }) => Math.floor(context.fleet.nowMs / 1_000))],
  [
    'LOAD_FILE',
    plain(1, 1, 'LONG_BLOB', ([path], scope) =>
      path === null || path === undefined ? null : scope.readFile(textOf(path)),
    ),
  ],
];

/** NULL in, NULL out. */
function strict(evaluate: (values: readonly (string | number | bigint)[]) => SqlValue): SqlFunction['evaluate'] {
  return (values) => {
    const given = values.filter((value) => value !== null);
    return given.length < values.length ? null : evaluate(given);
  };
}

const TEXTS: readonly (readonly [string, SqlFunction])[] = [
  [
    'CONCAT',
    plain(
      1,
      ANY,
      'VAR_STRING',
      strict((values) => values.map(textOf).join('')),
    ),
  ],
  [
    'LOWER',
    plain(
      1,
      1,
      'VAR_STRING',
      strict(([text]) => textOf(text ?? '').toLowerCase()),
    ),
  ],
  [
    'UPPER',
    plain(
      1,
      1,
      'VAR_STRING',
      strict(([text]) => textOf(text ?? '').toUpperCase()),
    ),
  ],
  [
    'TRIM',
    plain(
      1,
      1,
      'VAR_STRING',
      strict(([text]) => textOf(text ?? '').trim()),
    ),
  ],
  [
    'LENGTH',
    plain(
      1,
      1,
      'LONGLONG',
      strict(([text]) => textOf(text ?? '').length),
    ),
  ],
  [
    'CHAR_LENGTH',
    plain(
      1,
      1,
      'LONGLONG',
      strict(([text]) => textOf(text ?? '').length),
    ),
  ],
  [
    'REPLACE',
    plain(
      3,
      3,
      'VAR_STRING',
      strict(([text, from, to]) => textOf(text ?? '').replaceAll(textOf(from ?? ''), textOf(to ?? ''))),
    ),
  ],
  ['SUBSTRING', plain(2, 3, 'VAR_STRING', strict(substring))],
  ['SUBSTR', plain(2, 3, 'VAR_STRING', strict(substring))],
  ['SUBSTRING_INDEX', plain(3, 3, 'VAR_STRING', strict(substringIndex))],
  ['REGEXP_SUBSTR', plain(2, 2, 'VAR_STRING', strict(regularPart))],
];

type Given = readonly (string | number | bigint)[];

/** Positions count from 1, negative ones from the end. */
function substring([text = '', from = 1, length]: Given): SqlValue {
  const whole = textOf(text);
  const first = numberOf(from);
  if (first === 0) return '';
  const start = first > 0 ? first - 1 : whole.length + first;
  if (start < 0) return '';
  return length === undefined ? whole.slice(start) : whole.slice(start, start + Math.max(0, numberOf(length)));
}

/** Everything before the n-th delimiter; counted from the end, and after it, when n is negative. */
function substringIndex([text = '', delimiter = '', count = 0]: Given): SqlValue {
  const parts = textOf(text).split(textOf(delimiter));
  const wanted = numberOf(count);
  const kept = wanted >= 0 ? parts.slice(0, wanted) : parts.slice(wanted);
  return kept.join(textOf(delimiter));
}

/** Regular expressions of servers and of this language agree on what administrators write. */
function regularPart([text = '', pattern = '']: Given): SqlValue {
  return new RegExp(textOf(pattern), 'i').exec(textOf(text))?.[0] ?? '';
}

const CHOICES: readonly (readonly [string, SqlFunction])[] = [
  ['IFNULL', plain(2, 2, 'VAR_STRING', ([first, second]) => first ?? second ?? null)],
  ['COALESCE', plain(1, ANY, 'VAR_STRING', (values) => values.find((value) => value !== null) ?? null)],
  [
    'IF',
    plain(3, 3, 'VAR_STRING', ([condition, yes, no]) => (isTrue(condition ?? null) ? (yes ?? null) : (no ?? null))),
  ],
  [
    'NULLIF',
    plain(2, 2, 'VAR_STRING', ([one, other]) => (textOf(one ?? null) === textOf(other ?? null) ? null : (one ?? null))),
  ],
  [
    'ABS',
    plain(1, 1, 'LONGLONG', ([value]) => (value === null || value === undefined ? null : Math.abs(numberOf(value)))),
  ],
];

/** Set arithmetic of MySQL; MariaDB has none [M10]. */
const GTIDS: readonly (readonly [string, SqlFunction])[] = [
  [
    'GTID_SUBSET',
    {
      ...plain(
        2,
        2,
        'LONGLONG',
        strict(([one, other]) => truth(gtidSet(one).isSubsetOf(gtidSet(other)))),
      ),
      families: MYSQL,
    },
  ],
  [
    'GTID_SUBTRACT',
    {
      ...plain(
        2,
        2,
        'VAR_STRING',
        strict(([one, other]) => gtidSet(one).subtract(gtidSet(other)).toServerText()),
      ),
      families: MYSQL,
    },
  ],
  ['BINLOG_GTID_POS', { ...plain(2, 2, 'VAR_STRING', binlogGtidPosition), families: ['mariadb'] }],
];

function gtidSet(value: string | number | bigint | undefined): MysqlGtidSet {
  const text = textOf(value ?? '');
  const parsed = MysqlGtidSet.parse(text);
  if (!parsed.ok) throw new SqlProblem(malformedGtidSet(text));
  return parsed.set;
}

/** MariaDB: the position by GTID that a position in a log file stands for. */
function binlogGtidPosition([file, position]: readonly SqlValue[], { context: { server } }: Scope): SqlValue {
  const found = server.binlog?.files.find(({ name }) => name === file);
  if (found === undefined || familyOf(server.product) !== 'mariadb') return null;
  let state = found.gtidList;
  for (const { transaction, end } of found.entries) {
    if (end > numberOf(position ?? 0)) break;
    if (transaction.gtid?.family === 'mariadb') state = state?.withLogged(transaction.gtid) ?? null;
  }
  return state?.position().toString() ?? '';
}

/** What they do has no part in the model; they answer as on a server where nothing is set up [97]. */
const FAILOVER: readonly (readonly [string, SqlFunction])[] = [
  [
    'ASYNCHRONOUS_CONNECTION_FAILOVER_RESET',
    {
      ...plain(0, 0, 'VAR_STRING', () => 'The UDF asynchronous_connection_failover_reset() executed successfully.'),
      families: MYSQL,
      known: ({ versionNumber }) => versionNumber >= 80_023,
    },
  ],
];

export const FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map([
  ...ABOUT_THE_SESSION,
  ...TEXTS,
  ...CHOICES,
  ...GTIDS,
  ...FAILOVER,
]);
