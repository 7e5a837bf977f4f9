/** Examples of every act: what tests of all acts go through. */
import { THREAD_NAMES } from '../planning/control/replication-act.ts';
import type { ControlAct, ControlActKind } from '../planning/control/control-acts.ts';
import { OWN_CHOICES, SERVER_PARTS } from '../planning/recovery/last-mile-acts.ts';
import { WRITABILITIES } from '../planning/server-steps.ts';
import { instanceIdOf } from '../topology/address.ts';

export const SAMPLE_ACTS: { readonly [Kind in ControlActKind]: readonly Extract<ControlAct, { kind: Kind }>[] } = {
  'set-writability': WRITABILITIES.map((to) => ({ kind: 'set-writability', to })),
  'flush-binary-logs': [{ kind: 'flush-binary-logs' }],
  'start-replica': THREAD_NAMES.map((threads) => ({ kind: 'start-replica', channel: null, threads })),
  'stop-replica': THREAD_NAMES.map((threads) => ({ kind: 'stop-replica', channel: '', threads })),
  'restart-replica': THREAD_NAMES.map((threads) => ({ kind: 'restart-replica', channel: null, threads })),
  'stop-replica-nice': [{ kind: 'stop-replica-nice', channel: null }],
  'reset-replica': [{ kind: 'reset-replica', channel: null }],
  'delay-replication': [{ kind: 'delay-replication', channel: null, seconds: 60 }],
  'wait-for-position': [
    { kind: 'wait-for-position', channel: null, at: { kind: 'gtids', gtids: '' }, seconds: 1 },
    {
      kind: 'wait-for-position',
      channel: null,
      at: { kind: 'coordinates', file: 'binlog.000001', position: 4 },
      seconds: 1,
    },
  ],
  'skip-query': [{ kind: 'skip-query', channel: null }],
  'detach-replica': [{ kind: 'detach-replica', channel: null }],
  'reattach-replica': [{ kind: 'reattach-replica', channel: null }],
  'change-credentials': [{ kind: 'change-credentials', channel: null }],
  'change-tls': [true, false].map((enabled) => ({ kind: 'change-tls', channel: null, enabled })),
  'purge-binary-logs': [
    { kind: 'purge-binary-logs', to: null, forced: false },
    { kind: 'purge-binary-logs', to: 'binlog.000002', forced: true },
    { kind: 'purge-binary-logs', to: null, forced: false, olderThanSeconds: 86_400 },
  ],
  'kill-query': (['query', 'connection'] as const).map((what) => ({ kind: 'kill-query', process: 7, what })),
  'set-semi-sync': (['source', 'replica'] as const).flatMap((side) =>
    [true, false].map((to) => ({ kind: 'set-semi-sync' as const, side, to })),
  ),
  'enable-gtid': [{ kind: 'enable-gtid', channel: null }],
  'disable-gtid': [{ kind: 'disable-gtid', channel: null }],
  'gtid-errant-inject-empty': [{ kind: 'gtid-errant-inject-empty' }],
  'gtid-errant-set-purged': [{ kind: 'gtid-errant-set-purged' }],
  'gtid-errant-reset-master': [{ kind: 'gtid-errant-reset-master' }],
  'reset-master': [{ kind: 'reset-master' }],
  'set-gtid-mode': (['ON', 'OFF'] as const).map((to) => ({ kind: 'set-gtid-mode', to })),
  fence: [{ kind: 'fence' }],
  'play-part': SERVER_PARTS.map((part) => ({ kind: 'play-part', part })),
  'clone-from': [true, false].map((replacesAllData) => ({
    kind: 'clone-from',
    donor: instanceIdOf({ host: 'b', port: 3306 }),
    replacesAllData,
  })),
  rejoin: OWN_CHOICES.map((own) => ({ kind: 'rejoin', below: instanceIdOf({ host: 'b', port: 3306 }), own })),
  'set-gtid-purged': [{ kind: 'set-gtid-purged', gtids: '00000000-0000-0000-0000-0000000000ff:1-5' }],
};

export function sampleActs(): readonly ControlAct[] {
  return Object.values(SAMPLE_ACTS).flat();
}
