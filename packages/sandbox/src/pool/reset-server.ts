import type { SandboxServer } from '../sandbox/sandbox-server.ts';
import { literal } from '../sql/quote.ts';
import { SandboxError } from '../shared/errors.ts';
import { textOf } from '../sql/text-of.ts';

/** What a fresh server looks like, so that a used one can be brought back to it. */
export interface Baseline {
  /** Global variables by name. */
  readonly variables: ReadonlyMap<string, string>;
  /** `user@host`. */
  readonly accounts: ReadonlySet<string>;
  /** Names of active plug-ins. */
  readonly plugins: ReadonlySet<string>;
}

const SYSTEM_SCHEMAS = new Set(['mysql', 'information_schema', 'performance_schema', 'sys']);
/** They say what a server has done or is doing, or are set anew for each tree. */
const NOT_RESTORED =
  /^(gtid_|rpl_semi_sync|(super_)?read_only$|timestamp$|innodb_buffer_pool_load|last_|server_uuid$|server_uid$|in_transaction$|wsrep_|statement_id$|rand_seed|error_count$|warning_count$|pseudo_|identity$|insert_id$)/;
const STOP_TIMEOUT_SECONDS = 10;

export async function readBaseline(server: SandboxServer): Promise<Baseline> {
  const [variables, accounts, plugins] = [
    await readVariables(server),
    await readAccounts(server),
    await readPlugins(server),
  ];
  return { variables, accounts: new Set(accounts), plugins };
}

/**
 * Ends a tree's life on a server that runs: sessions that a test left open, which may hold locks on which everything
 * after this would wait, and replication. It is done on all servers of a tree before any of them is reset, because a
 * replica that loses its source first waits a second before it lets itself be stopped.
 */
export async function quiesceServer(server: SandboxServer): Promise<void> {
  await endSessions(server);
  await server.query(server.sql.readOnly(false));
  await forgetSources(server);
}

/**
 * Brings a running server back to its baseline, whatever a test did to it: sessions, replication, data, accounts, global
 * variables, and last its history. @throws SandboxError where that cannot be done without making the server anew.
 */
export async function resetServer(server: SandboxServer, baseline: Baseline): Promise<void> {
  await quiesceServer(server);
  await server.query(server.sql.semisync({ asSource: false, asReplica: false })).catch(ignoreMissingPlugin);
  await restoreVariables(server, baseline);
  const plugins = await readPlugins(server);
  if (!isSameSet(plugins, baseline.plugins)) throw notResettable(server, 'other plug-ins are loaded');
  await server.query(
    [
      'SET SESSION sql_log_bin = 0',
      ...(await dropSchemas(server)),
      ...(await dropAccounts(server, baseline)),
      'SET SESSION sql_log_bin = 1',
    ].join('; '),
  );
  await server.query(server.sql.forgetHistory);
}

/** Those that send binary logs end with their replicas. */
async function endSessions(server: SandboxServer): Promise<void> {
  const rows = await server.query(
    "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user NOT IN ('system user', 'event_scheduler') AND command NOT LIKE 'Binlog Dump%' AND command <> 'Daemon'",
  );
  for (const row of rows) await server.query(`KILL ${textOf(row['id'] ?? row['ID'])}`).catch(() => undefined);
}

async function forgetSources(server: SandboxServer): Promise<void> {
  const rows = await server.query(server.sql.replicaStatus);
  if (rows.length === 0) return;
  await server.query(server.sql.boundStop(STOP_TIMEOUT_SECONDS));
  const channels = rows.map((row) => server.sql.readStatus(row).channel);
  await server.query([server.sql.stopAll(), ...channels.map((channel) => server.sql.forgetSource(channel))].join('; '));
}

async function restoreVariables(server: SandboxServer, { variables }: Baseline): Promise<void> {
  const changed = changedVariables(await readVariables(server), variables);
  for (const [name, value] of changed) {
    await server.query(`SET GLOBAL ${name} = ${asValue(value)}`).catch((cause: unknown) => {
      throw notResettable(server, `${name} cannot be set back`, cause);
    });
  }
}

/** What differs from the baseline and is to be set back, with the baseline's values. */
export function changedVariables(
  now: ReadonlyMap<string, string>,
  baseline: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...baseline].filter(([name, value]) => !NOT_RESTORED.test(name) && now.has(name) && now.get(name) !== value),
  );
}

/** Numbers may not be quoted, everything else must be. */
function asValue(value: string): string {
  return /^-?\d+(\.\d+)?$/.test(value) ? value : literal(value);
}

function isSameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((entry) => right.has(entry));
}

async function dropSchemas(server: SandboxServer): Promise<readonly string[]> {
  const rows = await server.query('SELECT schema_name AS name FROM information_schema.schemata');
  return rows
    .map((row) => textOf(row['name']))
    .filter((name) => !SYSTEM_SCHEMAS.has(name))
    .map((name) => `DROP DATABASE \`${name.replaceAll('`', '``')}\``);
}

async function dropAccounts(server: SandboxServer, { accounts }: Baseline): Promise<readonly string[]> {
  const now = await readAccounts(server);
  return now.filter((account) => !accounts.has(account)).map((account) => `DROP USER ${account}`);
}

async function readVariables(server: SandboxServer): Promise<ReadonlyMap<string, string>> {
  const rows = await server.query('SHOW GLOBAL VARIABLES');
  return new Map(rows.map((row) => [textOf(row['Variable_name']), textOf(row['Value'])]));
}

async function readAccounts(server: SandboxServer): Promise<readonly string[]> {
  const rows = await server.query('SELECT user AS name, host AS origin FROM mysql.user');
  return rows.map((row) => `${literal(textOf(row['name']))}@${literal(textOf(row['origin']))}`);
}

async function readPlugins(server: SandboxServer): Promise<ReadonlySet<string>> {
  const rows = await server.query(
    "SELECT plugin_name AS name FROM information_schema.plugins WHERE plugin_status = 'ACTIVE'",
  );
  return new Set(rows.map((row) => textOf(row['name'])));
}

/** 1193: a server without the semi-sync plug-ins has nothing to turn off. */
function ignoreMissingPlugin(error: unknown): void {
  if (!(error instanceof SandboxError) || error.data['errno'] !== 1193) throw error;
}

function notResettable(server: SandboxServer, why: string, cause?: unknown): SandboxError {
  return new SandboxError('not-resettable', `${server.address} cannot be reset: ${why}.`, {
    data: { port: server.port },
    cause,
  });
}
