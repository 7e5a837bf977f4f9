/** Reads what is of use out of a database of orchestrator, of whichever release. */
import type { OrchestratorBackend } from './backend.ts';
import { valueOf } from './backend.ts';
import { OrchestratorBackendError } from './backend-error.ts';
import { LEFT_TABLES, ORCHESTRATOR_TABLES, TELLING_TABLE } from './tables.ts';
import type { OrchestratorRow, OrchestratorTable, OrchestratorTableName } from './tables.ts';

export interface OrchestratorData {
  readonly place: string;
  /** The release that wrote its schema last, as it calls itself; `null` where none did. */
  readonly version: string | null;
  readonly rows: { readonly [Name in OrchestratorTableName]: readonly OrchestratorRow<Name>[] };
  /** Tables that this release does not have. */
  readonly missing: readonly OrchestratorTableName[];
  /** Rows of tables that hold more than is read: the newest were read. */
  readonly cut: readonly { readonly table: OrchestratorTableName; readonly left: number }[];
  /** Rows of tables of which nothing is taken. */
  readonly leftTables: readonly { readonly table: string; readonly rows: number; readonly why: string }[];
}

const NAMES = Object.keys(ORCHESTRATOR_TABLES) as readonly OrchestratorTableName[];

/** Rejects with `OrchestratorBackendError`. */
export async function readOrchestratorBackend(backend: OrchestratorBackend): Promise<OrchestratorData> {
  if ((await backend.columnsOf(TELLING_TABLE)).size === 0) {
    throw new OrchestratorBackendError(
      `${backend.place} has no table ${TELLING_TABLE}: it is no database of orchestrator. Name the one of its SQLite3DataFile or MySQLOrchestratorDatabase.`,
    );
  }
  const rows: Record<string, readonly unknown[]> = {};
  const missing: OrchestratorTableName[] = [];
  const cut: OrchestratorData['cut'][number][] = [];
  for (const name of NAMES) {
    const columns = await backend.columnsOf(name);
    if (columns.size === 0) missing.push(name);
    requireColumns(backend, name, columns);
    rows[name] = columns.size === 0 ? [] : await readTable(backend, name, columns);
    const left = columns.size === 0 ? 0 : (await countRows(backend, name)) - (rows[name]?.length ?? 0);
    if (left > 0) cut.push({ table: name, left });
  }
  return {
    place: backend.place,
    version: await versionOf(backend),
    rows: rows as unknown as OrchestratorData['rows'],
    missing,
    cut,
    leftTables: await leftTables(backend),
  };
}

function requireColumns(
  { place }: OrchestratorBackend,
  name: OrchestratorTableName,
  columns: ReadonlySet<string>,
): void {
  const lacking = columns.size === 0 ? [] : ORCHESTRATOR_TABLES[name].needed.filter((column) => !columns.has(column));
  if (lacking.length === 0) return;
  throw new OrchestratorBackendError(
    `The table ${name} of ${place} lacks ${lacking.join(', ')}: its schema is older than can be read. Start orchestrator 3 on it once, which brings the schema up to date.`,
  );
}

async function readTable(
  backend: OrchestratorBackend,
  name: OrchestratorTableName,
  present: ReadonlySet<string>,
): Promise<readonly unknown[]> {
  const { columns, order, maxRows }: OrchestratorTable = ORCHESTRATOR_TABLES[name];
  const known = Object.entries(columns).filter(([column]) => present.has(column));
  const selected = known.map(
    ([column, kind]) => `${kind === 'time' ? backend.secondsOf(column) : column} as c_${column}`,
  );
  const by = order.by.map((column) => (order.newest ? `${column} desc` : column)).join(', ');
  const rows = await backend.query(`select ${selected.join(', ')} from ${name} order by ${by} limit ${maxRows}`);
  const read = rows.map((row) =>
    Object.fromEntries(Object.entries(columns).map(([column, kind]) => [column, valueOf(kind, row[`c_${column}`])])),
  );
  return order.newest ? read.toReversed() : read;
}

async function countRows(backend: OrchestratorBackend, table: string): Promise<number> {
  const [row] = await backend.query(`select count(*) as count from ${table}`);
  return Number(row?.['count'] ?? 0);
}

async function versionOf(backend: OrchestratorBackend): Promise<string | null> {
  if ((await backend.columnsOf('orchestrator_db_deployments')).size === 0) return null;
  const [row] = await backend.query(
    'select deployed_version as version from orchestrator_db_deployments order by deployed_timestamp desc limit 1',
  );
  const version = row?.['version'];
  return typeof version === 'string' && version !== '' ? version : null;
}

async function leftTables(backend: OrchestratorBackend): Promise<OrchestratorData['leftTables']> {
  const left: OrchestratorData['leftTables'][number][] = [];
  for (const [table, why] of Object.entries(LEFT_TABLES)) {
    if ((await backend.columnsOf(table)).size === 0) continue;
    const rows = await countRows(backend, table);
    if (rows > 0) left.push({ table, rows, why });
  }
  return left;
}
