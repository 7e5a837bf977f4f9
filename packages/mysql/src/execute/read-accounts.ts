/** By which accounts others replicate from a server, on a connection of its own. Hashes of passwords are not read. */
import type { Address, SeenAccount, SeenAccounts } from '@topiary/domain';
import { chooseDialect } from '../dialects/choose.ts';
import { productOf } from '../dialects/product.ts';
import { columnsOf, RowReader } from '../dialects/result-set.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { isPrivilegeError } from '../errors.ts';
import { quoteAccount, quoteText } from '../sql/quote.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';

export interface AccountParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
  readonly users: readonly string[];
}

const NOT_TOLD: SeenAccounts = { kind: 'failed', grant: null };
/** One name may have an account for each of many hosts. */
const MAX_ROWS = 1_000;
/** MariaDB keeps locks apart, in a column of JSON. */
const COLUMNS = ['user', 'host', 'plugin', 'ssl_type', 'Repl_slave_priv'];
const MYSQL_COLUMNS = [...COLUMNS, 'account_locked'];

export async function readAccounts(address: Address, parts: AccountParts): Promise<SeenAccounts> {
  const seen = await parts.sessions.aside(address, parts.untilMs, (acting) => read(acting, parts));
  return 'failure' in seen ? NOT_TOLD : seen;
}

async function read(
  { session, account }: ActingSession,
  { untilMs, monotonicMs, users }: AccountParts,
): Promise<SeenAccounts> {
  const product = productOf(session.version, '');
  if (chooseDialect(product).kind === 'unsupported' || product.flavor === 'maxscale') return NOT_TOLD;
  const columns = (product.flavor === 'mariadb' ? COLUMNS : MYSQL_COLUMNS).join(', ');
  const names = [...users, ''].map(quoteText).join(', ');
  const batch = session.run([`SELECT ${columns} FROM mysql.user WHERE user IN (${names}) LIMIT ${MAX_ROWS}`]);
  const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
  const [rows] = batch.results;
  if (rows !== undefined) return { kind: 'read', accounts: accountsIn(rows) };
  if (end === LATE || end.kind !== 'error' || !isPrivilegeError(end.fault.errorNumber)) return NOT_TOLD;
  return { kind: 'failed', grant: `GRANT SELECT (${columns}) ON mysql.user TO ${quoteAccount(account)}` };
}

function accountsIn(result: ResultSet): readonly SeenAccount[] {
  const reader = new RowReader(columnsOf(result));
  return result.rows.map((row) => {
    reader.at(row);
    return {
      user: reader.text('user'),
      host: reader.text('host'),
      plugin: reader.text('plugin'),
      requiresTls: reader.text('ssl_type') !== '',
      mayReplicate: reader.text('repl_slave_priv') === 'Y',
      isLocked: reader.text('account_locked') === 'Y',
    };
  });
}
