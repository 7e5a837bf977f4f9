/** Servers of crash tests, at the head of which somebody writes. */
import type { PlannedServer } from '../src/scenario/scenario.ts';

const VERSIONS = { mysql: '9.7.1', mariadb: '11.8.3-MariaDB-log' } as const;
export type FamilyName = keyof typeof VERSIONS;

export interface ServerKind {
  readonly positioning: PlannedServer['channels'][number]['positioning'];
  readonly heartbeatSeconds: number;
  /** Beside what every server of a crash test has. */
  readonly settings: PlannedServer['settings'];
}

/** Named by a letter and its number, by which it also applies more slowly. */
export function crashTestServer(
  family: FamilyName,
  { name, source }: { readonly name: string; readonly source: string | null },
  { positioning, heartbeatSeconds, settings }: ServerKind,
): PlannedServer {
  const channel = {
    name: '',
    heartbeatSeconds,
    connectRetrySeconds: 1,
    delaySeconds: 0,
    positioning,
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
    settings: { read_only: source === null ? 'OFF' : 'ON', log_bin: 'ON', sync_binlog: 1, ...settings },
    applyMs: serverId,
    writesEveryMs: source === null ? 8 : 0,
    channels: source === null ? [] : [{ ...channel, source }],
  };
}

export function serverByFile(family: FamilyName, name: string, source: string | null): PlannedServer {
  const settings = family === 'mysql' ? { log_replica_updates: 'ON', gtid_mode: 'OFF' } : { log_slave_updates: 'ON' };
  return crashTestServer(family, { name, source }, { positioning: 'file', heartbeatSeconds: 3, settings });
}
