/** MaxScale's binlog router: it relays its source's log, and its replicas read by file and position. */
import type { Prng } from '../chance/prng.ts';
import { channelFrom } from './channels.ts';
import { treeOf } from './parts.ts';
import type { PlannedServer } from './scenario.ts';

const ROUTER_VERSION = '2.5.27-maxscale';

export function isRouter({ version }: Pick<PlannedServer, 'version'>): boolean {
  return version === ROUTER_VERSION;
}

/** Below the master of a tree, with one replica. */
export function routerBelow(prng: Prng, members: readonly PlannedServer[]): readonly PlannedServer[] {
  const [master] = members;
  const last = members.at(-1);
  if (master === undefined || last === undefined) return [];
  const letter = treeOf(master.name);
  const named = (index: number): string => `${letter}${members.length + index}`;
  const byFile = { delaySeconds: 0, ignoredSchema: null, stopped: 'none', positioning: 'file' } as const;
  const common = { group: null, applyMs: prng.between(0.2, 2), writesEveryMs: 0, plugins: [] };
  return [
    {
      ...common,
      name: named(1),
      version: ROUTER_VERSION,
      serverId: last.serverId + 1,
      channels: [{ ...channelFrom(prng, master.name), ...byFile }],
      settings: { log_bin: 'ON', log_slave_updates: 'ON', gtid_mode: 'ON', enforce_gtid_consistency: 'ON' },
    },
    {
      ...common,
      name: named(2),
      version: master.version,
      serverId: last.serverId + 2,
      channels: [{ ...channelFrom(prng, named(1)), ...byFile }],
      settings: { read_only: 'ON', log_bin: 'ON', gtid_mode: 'ON', enforce_gtid_consistency: 'ON' },
    },
  ];
}
