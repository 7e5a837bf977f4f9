/** What one errant transaction does, as its events in the binary log tell, and whether it is likely to do no harm. */
import { listedStatement } from '../processes/shown-statement.ts';
import type { LogGroup, LogUnit } from '../replication/log-events/log-group.ts';
import { withoutUse } from '../replication/log-events/normal-text.ts';

/**
 * `empty`: nothing is in it. `upkeep`: FLUSH, ANALYZE and their like, which change no data. `set-aside`: rows of tables alone
 * that servers keep for themselves, or that are configured so. `changes`: anything else. `unreadable`: the log does not tell.
 * The first three are likely harmless; that nobody needs what they hold is for people to say.
 */
export const ERRANT_NATURES = ['empty', 'upkeep', 'set-aside', 'changes', 'unreadable'] as const;
export type ErrantNature = (typeof ERRANT_NATURES)[number];

export const ROW_CHANGES = ['insert', 'update', 'delete'] as const;
export type RowChange = (typeof ROW_CHANGES)[number];

export interface ErrantTransaction {
  readonly gtid: string;
  readonly file: string;
  /** Of its first event. */
  readonly position: number;
  readonly bytes: number;
  readonly nature: ErrantNature;
  /** The first ones: at most `MAX_ERRANT_TABLES`. */
  readonly tables: readonly ChangedTable[];
  readonly moreTables: number;
  /** The first one that the log holds as text, without passwords; '' for none. */
  readonly statement: string;
  /** What else of it the log holds as text. */
  readonly moreStatements: number;
}

export interface ChangedTable {
  /** `schema.table`. */
  readonly table: string;
  readonly changes: readonly RowChange[];
}

export const MAX_ERRANT_TABLES = 20;
export const MAX_ERRANT_STATEMENT = 500;

/** What servers keep there is their own business: MySQL and MariaDB both log changes of `mysql` tables as rows. */
const OWN_SCHEMAS: readonly string[] = ['mysql', 'sys', 'performance_schema'];

const CHANGE_OF: Readonly<Record<string, RowChange>> = {
  Write_rows: 'insert',
  Update_rows: 'update',
  Delete_rows: 'delete',
};

/** Statements that are logged and change no data. Source: MySQL and MariaDB manuals, "Table Maintenance" and "FLUSH". */
const UPKEEP = /^(?:flush|analyze|optimize|check|repair)\b/i;

export function errantTransaction(
  gtid: string,
  { start, end, units, annotations }: LogGroup,
  setAside: readonly string[],
): ErrantTransaction {
  const tables = tablesOf(units);
  const statements = units.filter(({ kind }) => kind === 'statement').map(({ text }) => text);
  const told = statements.length > 0 ? statements : annotations;
  return {
    gtid,
    ...start,
    bytes: start.file === end.file ? end.position - start.position : 0,
    nature: natureOf({ tables, statements, schemas: [...OWN_SCHEMAS, ...setAside] }),
    tables: tables.slice(0, MAX_ERRANT_TABLES),
    moreTables: Math.max(0, tables.length - MAX_ERRANT_TABLES),
    statement: listedStatement(told[0] ?? '').slice(0, MAX_ERRANT_STATEMENT),
    moreStatements: Math.max(0, told.length - 1),
  };
}

export function isLikelyHarmless(nature: ErrantNature): boolean {
  return nature === 'empty' || nature === 'upkeep' || nature === 'set-aside';
}

function tablesOf(units: readonly LogUnit[]): readonly ChangedTable[] {
  const found = new Map<string, RowChange[]>();
  for (const { kind, text } of units) {
    const [, event = '', table = ''] = /^(\w+) (.*)$/s.exec(text) ?? [];
    const change = kind === 'rows' ? CHANGE_OF[event] : undefined;
    if (change === undefined) continue;
    const changes = found.get(table) ?? [];
    if (!changes.includes(change)) changes.push(change);
    found.set(table, changes);
  }
  return [...found].map(([table, changes]) => ({ table, changes }));
}

interface Content {
  readonly tables: readonly ChangedTable[];
  readonly statements: readonly string[];
  readonly schemas: readonly string[];
}

/** A statement names its tables in words that only a server can read: what it changes is never taken for set aside. */
function natureOf({ tables, statements, schemas }: Content): ErrantNature {
  if (statements.some((text) => !UPKEEP.test(withoutUse(text)))) return 'changes';
  // Names of schemas hold no dot as a rule; where one does it is taken for another schema's.
  if (tables.some(({ table }) => !schemas.includes(table.split('.', 1)[0] ?? ''))) return 'changes';
  if (tables.length > 0) return 'set-aside';
  return statements.length > 0 ? 'upkeep' : 'empty';
}
