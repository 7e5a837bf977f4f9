/**
 * Acts on one server that people ask for on a random day. What cannot be taken back (a channel forgotten, logs thrown away) and what
 * needs an account or an error that is not there have scenarios of their own.
 */
import type { ControlAct } from '@topiary/domain';

/** `channel`: `null` for acts on the whole server. */
interface AskedActRow {
  readonly isOnChannel: boolean;
  readonly act: (channel: string) => ControlAct;
}

const SHORT_DELAY_SECONDS = 1;

function onChannel(act: (channel: string) => ControlAct): AskedActRow {
  return { isOnChannel: true, act };
}

function onServer(act: ControlAct): AskedActRow {
  return { isOnChannel: false, act: () => act };
}

const ROWS = {
  'start-replica': onChannel((channel) => ({ kind: 'start-replica', channel, threads: 'both' })),
  'stop-replica': onChannel((channel) => ({ kind: 'stop-replica', channel, threads: 'both' })),
  'stop-receiver': onChannel((channel) => ({ kind: 'stop-replica', channel, threads: 'receiver' })),
  'stop-applier': onChannel((channel) => ({ kind: 'stop-replica', channel, threads: 'applier' })),
  'stop-replica-nice': onChannel((channel) => ({ kind: 'stop-replica-nice', channel })),
  'restart-replica': onChannel((channel) => ({ kind: 'restart-replica', channel, threads: 'both' })),
  'detach-replica': onChannel((channel) => ({ kind: 'detach-replica', channel })),
  'reattach-replica': onChannel((channel) => ({ kind: 'reattach-replica', channel })),
  'delay-a-little': onChannel((channel) => ({ kind: 'delay-replication', channel, seconds: SHORT_DELAY_SECONDS })),
  'delay-no-more': onChannel((channel) => ({ kind: 'delay-replication', channel, seconds: 0 })),
  'enable-gtid': onChannel((channel) => ({ kind: 'enable-gtid', channel })),
  'disable-gtid': onChannel((channel) => ({ kind: 'disable-gtid', channel })),
  'set-writable': onServer({ kind: 'set-writability', to: 'writable' }),
  'set-read-only': onServer({ kind: 'set-writability', to: 'read-only' }),
  'set-super-read-only': onServer({ kind: 'set-writability', to: 'super-read-only' }),
  'flush-binary-logs': onServer({ kind: 'flush-binary-logs' }),
  'purge-binary-logs': onServer({ kind: 'purge-binary-logs', to: null, forced: false }),
  'semi-sync-source-on': onServer({ kind: 'set-semi-sync', side: 'source', to: true }),
  'semi-sync-source-off': onServer({ kind: 'set-semi-sync', side: 'source', to: false }),
  'semi-sync-replica-on': onServer({ kind: 'set-semi-sync', side: 'replica', to: true }),
  'semi-sync-replica-off': onServer({ kind: 'set-semi-sync', side: 'replica', to: false }),
} as const satisfies Record<string, AskedActRow>;

export type AskedAct = keyof typeof ROWS;
export const ASKED_ACTS = Object.keys(ROWS) as readonly AskedAct[];

export function rowOfAct(act: AskedAct): AskedActRow {
  return ROWS[act];
}
