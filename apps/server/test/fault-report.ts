/** What servers and Topiary say of themselves when a fault was not mended. */
import type { SandboxServer } from '@topiary/sandbox';
import type { TopiaryProcess } from './topiary-process.ts';

/** Recoveries, and lines of the log. */
const MAX_RECOVERIES = 20;
const MAX_LINES = 60;
const PATIENCE_MS = 3_000;
const STATUS_TOLD = [
  'Source_Host',
  'Source_Port',
  'Replica_IO_Running',
  'Replica_SQL_Running',
  'Replica_SQL_Running_State',
  'Retrieved_Gtid_Set',
  'Last_IO_Error',
  'Last_SQL_Error',
];

interface Witnesses {
  readonly servers: readonly SandboxServer[];
  readonly topiary: TopiaryProcess;
}

export async function told(where: string, { servers, topiary }: Witnesses): Promise<string> {
  const states = await Promise.all(servers.map(stateOf));
  const recoveries = await recoveriesOf(topiary).catch((error: unknown) => [`recoveries: ${String(error)}`]);
  const log = topiary.output.join('').split('\n').slice(-MAX_LINES);
  return [where, ...states, ...recoveries, ...log].join('\n');
}

async function recoveriesOf(topiary: TopiaryProcess): Promise<readonly string[]> {
  const { items } = await topiary.call('recoveries', {});
  return items.slice(0, MAX_RECOVERIES).map(({ code, instance, successor, startedAt, endedAt, details }) =>
    JSON.stringify({
      code,
      instance,
      successor,
      startedAt: new Date(startedAt).toISOString(),
      tookMs: endedAt === null ? null : endedAt - startedAt,
      errors: details.errors,
      phases: details.timings.map(({ phase, at }) => `${phase} ${at - startedAt}`),
    }),
  );
}

async function stateOf(server: SandboxServer): Promise<string> {
  const variables =
    "'read_only', 'offline_mode', 'gtid_executed', 'server_uuid', 'server_id', 'rpl_semi_sync_source_enabled', 'rpl_semi_sync_replica_enabled'";
  const rows = await server
    .query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${variables})`, [], PATIENCE_MS)
    .catch((error: unknown) => [{ Variable_name: 'error', Value: String(error) }]);
  const [status] = await server.query('SHOW REPLICA STATUS', [], PATIENCE_MS).catch(() => []);
  const said = STATUS_TOLD.map((column) => `${column} ${String(status?.[column])}`).join(', ');
  const settings = rows.map((row) => `${String(row['Variable_name'])} ${String(row['Value'])}`).join(', ');
  return `${server.name} at ${server.address}, ${server.state}: ${said}; ${settings}`;
}
