/** What servers that exist in memory only answer, made from what they are said to have. */
import type { Hearing, Observation, ProbeFailure, ReplicationChannel, ServerStanding } from '@topiary/domain';
import { chunkOf, instanceIdOf } from '@topiary/domain';
import type { LogListResult, LogReadResult } from '../ports/logs.ts';

export const REFUSED: ProbeFailure = {
  kind: 'refused',
  code: 'ECONNREFUSED',
  detail: 'connect ECONNREFUSED',
  grant: null,
  waitingFor: null,
};

export const SILENT: ProbeFailure = {
  kind: 'timeout',
  code: 'NO_ANSWER',
  detail: 'no answer',
  grant: null,
  waitingFor: null,
};

/** How a server is set up that nothing was said of. */
export const BARE: ServerStanding = { variables: {}, persisted: {}, sources: {}, events: [], seesEvents: true };

/** A heartbeat comes at each multiple of its period; the last one before `untilMs` was heard. */
export function hearingOf({ name, source, receiver, settings }: ReplicationChannel, untilMs: number): Hearing {
  const heartbeatMs = (settings.heartbeatPeriodSeconds ?? 0) * 1_000;
  const mark = heartbeatMs === 0 ? null : String(Math.floor(untilMs / heartbeatMs));
  return { channel: name, source: instanceIdOf(source), receiver, mark, heartbeatMs, silentForMs: null };
}

/** A log that begins with these, as `[type, info]`. */
export function beginningOf(begins: readonly (readonly [type: string, info: string])[]): LogReadResult {
  const events = begins.map(([type, info], index) => ({
    position: 4 + index * 100,
    type,
    serverId: 1,
    endPosition: 104 + index * 100,
    info,
  }));
  const chunk = chunkOf(events, events.length + 1);
  return chunk === null ? { kind: 'no-such-file' } : { kind: 'chunk', chunk };
}

export function logsNamed(names: readonly string[]): LogListResult {
  return { kind: 'logs', logs: names.map((name) => ({ name, size: 157 })), keepsOrder: true };
}

/** A probe never brings the same object twice. */
export function copyOf(observation: Observation): Observation {
  return { ...observation, channels: observation.channels.map((channel) => ({ ...channel })) };
}
