/** Examples of every act: what tests of all acts go through. */
import type { ControlAct, ControlActKind } from '../planning/control/control-acts.ts';
import { WRITABILITIES } from '../planning/server-steps.ts';

export const SAMPLE_ACTS: { readonly [Kind in ControlActKind]: readonly Extract<ControlAct, { kind: Kind }>[] } = {
  'set-writability': WRITABILITIES.map((to) => ({ kind: 'set-writability', to })),
  'flush-binary-logs': [{ kind: 'flush-binary-logs' }],
  'purge-binary-logs': [
    { kind: 'purge-binary-logs', to: null, forced: false },
    { kind: 'purge-binary-logs', to: 'binlog.000002', forced: true },
  ],
  'set-semi-sync': (['source', 'replica'] as const).flatMap((side) =>
    [true, false].map((to) => ({ kind: 'set-semi-sync' as const, side, to })),
  ),
  'enable-gtid': [{ kind: 'enable-gtid', channel: null }],
  'disable-gtid': [{ kind: 'disable-gtid', channel: null }],
  'gtid-errant-inject-empty': [{ kind: 'gtid-errant-inject-empty' }],
  'gtid-errant-set-purged': [{ kind: 'gtid-errant-set-purged' }],
  'gtid-errant-reset-master': [{ kind: 'gtid-errant-reset-master' }],
  'reset-master': [{ kind: 'reset-master' }],
  'set-gtid-purged': [{ kind: 'set-gtid-purged', gtids: '00000000-0000-0000-0000-0000000000ff:1-5' }],
};

export function sampleActs(): readonly ControlAct[] {
  return Object.values(SAMPLE_ACTS).flat();
}
