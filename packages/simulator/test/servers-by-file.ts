/** Servers of crash tests that follow by file and position, at the head of which somebody writes. */
import type { PlannedServer } from '../src/scenario/scenario.ts';

const VERSIONS = { mysql: '9.7.1', mariadb: '11.8.3-MariaDB-log' } as const;
export type FamilyName = keyof typeof VERSIONS;

/** Named by a letter and its number, by which it also applies more slowly. */
export function serverByFile(family: FamilyName, name: string, source: string | null): PlannedServer {
  const logs = family === 'mysql' ? { log_replica_updates: 'ON', gtid_mode: 'OFF' } : { log_slave_updates: 'ON' };
  const channel = {
    name: '',
    heartbeatSeconds: 3,
    connectRetrySeconds: 1,
    delaySeconds: 0,
    positioning: 'file',
    ignoredSchema: null,
    stopped: 'none',
  } as const;
  const serverId = Number(name.slice(1));
  return {
    name,
    version: VERSIONS[family],
    serverId,
    plugins: [],
    group: null,
    settings: { read_only: source === null ? 'OFF' : 'ON', log_bin: 'ON', sync_binlog: 1, ...logs },
    applyMs: serverId,
    writesEveryMs: source === null ? 8 : 0,
    channels: source === null ? [] : [{ ...channel, source }],
  };
}
