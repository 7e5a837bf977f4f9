/**
 * Acts on one server that people ask for on a random day. What cannot be taken back (a channel forgotten, logs thrown away) and what
 * needs an account have scenarios of their own.
 */
import type { ControlAct, InstanceId, TopologySnapshot } from '@topiary/domain';
import { edgesOf } from '@topiary/domain';

/** Where it is asked for, and what is known then. */
export interface AskedOf {
  readonly snapshot: TopologySnapshot;
  readonly instance: InstanceId;
  /** '' for acts on the whole server, too. */
  readonly channel: string;
}

interface AskedActRow {
  readonly isOnChannel: boolean;
  /** A thing that only happens where something has gone wrong before. */
  readonly isRare: boolean;
  readonly act: (of: AskedOf) => ControlAct;
}

const SHORT_DELAY_SECONDS = 1;

const SHORT_WAIT_SECONDS = 2;

function onChannel(act: (channel: string, of: AskedOf) => ControlAct): AskedActRow {
  return { isOnChannel: true, isRare: false, act: (of) => act(of.channel, of) };
}

function onServer(act: ControlAct): AskedActRow {
  return { isOnChannel: false, isRare: false, act: () => act };
}

function rarely(row: AskedActRow): AskedActRow {
  return { ...row, isRare: true };
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
  'wait-for-position': onChannel((channel, of) => ({
    kind: 'wait-for-position',
    channel,
    at: placeOfSource(of),
    seconds: SHORT_WAIT_SECONDS,
  })),
  'skip-query': rarely(onChannel((channel) => ({ kind: 'skip-query', channel }))),
  'inject-empty': rarely(onServer({ kind: 'gtid-errant-inject-empty' })),
  'gtid-mode-off': onServer({ kind: 'set-gtid-mode', to: 'OFF' }),
  'gtid-mode-on': onServer({ kind: 'set-gtid-mode', to: 'ON' }),
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

/** Those that are possible where nothing goes wrong. */
export const USUAL_ACTS = ASKED_ACTS.filter((act) => !ROWS[act].isRare);

/** Where its source stands, or stood when it was looked at; by file and position where the replica has read to. */
function placeOfSource({ snapshot, instance, channel: name }: AskedOf): WaitedFor {
  const channel = snapshot.instances.get(instance)?.observation?.channels.find((one) => one.name === name);
  const edge = edgesOf(snapshot, instance).find((one) => one.channel === name);
  const gtid = snapshot.instances.get(edge?.source ?? instance)?.observation?.gtid;
  if (channel?.positioning === 'file' || gtid === undefined || gtid.kind === 'none')
    return { kind: 'coordinates', ...(channel?.readPosition ?? NOWHERE) };
  return { kind: 'gtids', gtids: gtid.kind === 'mysql' ? gtid.executed : gtid.binlogPosition };
}

type WaitedFor = Extract<ControlAct, { kind: 'wait-for-position' }>['at'];
const NOWHERE = { file: '', position: 0 };

export function rowOfAct(act: AskedAct): AskedActRow {
  return ROWS[act];
}
