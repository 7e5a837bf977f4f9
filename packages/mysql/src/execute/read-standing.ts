/** How a server is set up for the part that it plays, on a connection of its own. What may be refused comes last. */
import { MAX_EVENTS } from '@topiary/domain';
import type { Address, ServerEvent, SettingOrigin, SettingSource } from '@topiary/domain';
import type { StandingResult } from '@topiary/engine';
import { chooseDialect } from '../dialects/choose.ts';
import { productOf } from '../dialects/product.ts';
import { eventStateOf } from '../dialects/profile-rows.ts';
import { columnsOf, RowReader, textOf } from '../dialects/result-set.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import { quoteText } from '../sql/quote.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';

/** Of every server, whatever is asked for. */
const ALWAYS = ['event_scheduler', 'persisted_globals_load'];
const EVENTS = `SELECT EVENT_SCHEMA AS DB, EVENT_NAME AS NAME, DEFINER, STATUS FROM information_schema.EVENTS ORDER BY EVENT_SCHEMA, EVENT_NAME LIMIT ${MAX_EVENTS}`;
/** Of the account itself: globally, or for one database at least. */
const SEES_EVENTS =
  "SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'EVENT' UNION SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'EVENT' LIMIT 1";
const PERSISTED =
  "SELECT VARIABLE_NAME, VARIABLE_VALUE FROM performance_schema.persisted_variables WHERE VARIABLE_NAME IN ('read_only', 'super_read_only')";
/** Any account may read it; MySQL 5.7 has no such table. */
const SOURCES =
  "SELECT VARIABLE_NAME AS NAME, VARIABLE_SOURCE AS ORIGIN, VARIABLE_PATH AS PATH FROM performance_schema.variables_info WHERE VARIABLE_NAME IN ('read_only', 'super_read_only')";
const MARIADB_SOURCES =
  "SELECT VARIABLE_NAME AS NAME, GLOBAL_VALUE_ORIGIN AS ORIGIN, GLOBAL_VALUE_PATH AS PATH FROM information_schema.SYSTEM_VARIABLES WHERE VARIABLE_NAME = 'READ_ONLY'";
/** As the two families call them; all others are kinds of files. What is persisted is shown apart. */
const ORIGINS: Readonly<Record<string, SettingOrigin>> = {
  COMPILED: 'default',
  'COMPILE-TIME': 'default',
  COMMAND_LINE: 'command-line',
  'COMMAND-LINE': 'command-line',
  DYNAMIC: 'runtime',
  SQL: 'runtime',
};

export interface StandingParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
  readonly variables: readonly string[];
}

export function readStanding(address: Address, parts: StandingParts): Promise<StandingResult> {
  return parts.sessions.aside(address, parts.untilMs, (acting) => read(acting, parts));
}

async function read(
  { session }: ActingSession,
  { untilMs, monotonicMs, variables }: StandingParts,
): Promise<StandingResult> {
  const product = productOf(session.version, '');
  if (chooseDialect(product).kind === 'unsupported' || product.flavor === 'maxscale')
    return {
      kind: 'failed',
      failure: failure({ kind: 'unsupported', code: session.version, detail: 'no variables and events' }),
    };
  const names = [...ALWAYS, ...variables].map(quoteText).join(', ');
  const statements = [`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`, EVENTS, SEES_EVENTS];
  const isMariadb = product.flavor === 'mariadb';
  const batch = session.run([...statements, ...(isMariadb ? [MARIADB_SOURCES] : [PERSISTED, SOURCES])]);
  const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
  const [shown, events, sees, ...last] = batch.results;
  const [persisted, sources] = isMariadb ? [undefined, ...last] : last;
  if (shown === undefined || events === undefined || sees === undefined) {
    const detail = 'the variables and events';
    if (end === LATE) return { kind: 'failed', failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail }) };
    if (end.kind === 'lost') return { kind: 'failed', failure: end.failure };
    const told = end.kind === 'error' ? failureOfFault(end.fault) : null;
    return { kind: 'failed', failure: told ?? failure({ kind: 'server-error', code: 'NO_ANSWER', detail }) };
  }
  return {
    kind: 'standing',
    standing: {
      variables: pairsOf(shown),
      // Older servers persist nothing.
      persisted: persisted === undefined ? {} : pairsOf(persisted),
      sources: sources === undefined ? {} : sourcesOf(sources),
      events: eventsOf(events),
      seesEvents: sees.rows.length > 0,
    },
  };
}

function pairsOf({ rows }: ResultSet): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map(([name, value]) => [textOf(name).toLowerCase(), textOf(value)]));
}

function sourcesOf(result: ResultSet): Readonly<Record<string, SettingSource>> {
  const reader = new RowReader(columnsOf(result));
  return Object.fromEntries(
    result.rows.map((row) => {
      reader.at(row);
      const path = reader.text('path');
      const source = { origin: ORIGINS[reader.text('origin')] ?? 'file', path: path === '' ? null : path };
      return [reader.text('name').toLowerCase(), source];
    }),
  );
}

function eventsOf(result: ResultSet): readonly ServerEvent[] {
  const reader = new RowReader(columnsOf(result));
  return result.rows.map((row) => {
    reader.at(row);
    return {
      database: reader.text('db'),
      name: reader.text('name'),
      definer: reader.text('definer'),
      state: eventStateOf(reader.text('status')),
    };
  });
}
