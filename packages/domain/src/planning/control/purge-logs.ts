/**
 * Which binary logs may go: none that a known replica still has to read. What a replica needs is the file that it applies, not
 * the one that it receives, since it reads again from there when its relay log is lost. Positions only go forward, so an
 * observation that is some seconds old asks for too much rather than too little; of a replica that does not answer nothing is
 * believed, since it may have been set back. Source: spec/refactoring §5.4.
 */
import type { ConnectedReplica, ReplicationChannel } from '../../topology/observation.ts';
import { replicasOf } from '../../topology/queries.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Check } from '../plan.ts';
import type { UpkeepAct } from './upkeep-acts.ts';
import type { LogFile } from '../reads.ts';
import type { PurgeBinaryLogsStep } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { hasEverything, neededFile, readersOf } from './log-readers.ts';
import type { LogReader } from './log-readers.ts';

/**
 * By age only what is older than the time in which a plan is decided and run: a file that is closed meanwhile, and that a
 * replica may still read, was written just now.
 */
export const MIN_PURGE_AGE_SECONDS = 60;
/** Ten years. */
export const MAX_PURGE_AGE_SECONDS = 315_360_000;

type Purge = Extract<UpkeepAct, { kind: 'purge-binary-logs' }>;

export function purgeBinaryLogs(context: ControlContext, act: Purge): Drafted {
  const { to: asked, forced, olderThanSeconds } = act;
  const { instance, observed, reads, policy } = context;
  const odd = oddAge(instance.id, act);
  if (odd !== null) return refused(odd);
  if (!observed.settings.logBin)
    return refused(fail(instance.id, message('target-has-no-binlog', { target: instance.id })));
  const { logs } = reads;
  if (logs?.kind !== 'read')
    return refused(
      fail(instance.id, message('binary-logs-not-read', { instance: instance.id, code: logs?.code ?? 'NOT_ASKED' })),
    );
  const files = logs.value;
  const to = asked ?? files.at(-1)?.name ?? '';
  const place = files.findIndex(({ name }) => name === to);
  const [first] = files;
  if (place < 0 || first === undefined)
    return refused(fail(instance.id, message('no-such-binary-log', { instance: instance.id, file: to })));
  if (place === 0)
    return refused(fail(instance.id, message('no-older-binary-log', { instance: instance.id, file: to })));
  const gone = files.slice(0, place);
  const step: PurgeBinaryLogsStep = {
    ...stepBase(context, policy.deadlines.changeServerMs),
    kind: 'purge-binary-logs',
    to,
    first: first.name,
    files: gone.length,
    bytes: gone.reduce((sum, { size }) => sum + size, 0),
    ...(olderThanSeconds === undefined ? {} : { olderThanSeconds }),
  };
  const readers = readersOf(context.snapshot, instance.id);
  const needed = readers.map((reader) =>
    neededBy(context, reader, { files, place, olderThanSeconds: olderThanSeconds ?? null }),
  );
  const checks = needed.map((check) =>
    forced && check.verdict === 'fail' ? { ...check, verdict: 'warn' as const } : check,
  );
  return { checks: [...checks, ...otherReaders(context)], notes: notesOf(step), lanes: [[step]] };
}

/** The server takes one limit, so that files which a replica needs cannot be kept from it by name as well. */
function oddAge(instance: InstanceId, { to, olderThanSeconds: seconds }: Purge): Check | null {
  if (seconds === undefined) return null;
  if (to !== null) return fail(instance, message('purge-by-file-or-age', { instance }));
  if (seconds >= MIN_PURGE_AGE_SECONDS && seconds <= MAX_PURGE_AGE_SECONDS) return null;
  return fail(
    instance,
    message('purge-age-out-of-bounds', { least: MIN_PURGE_AGE_SECONDS, most: MAX_PURGE_AGE_SECONDS }),
  );
}

function notesOf({ instance, to, olderThanSeconds }: PurgeBinaryLogsStep): readonly Message[] {
  return olderThanSeconds === undefined ? [] : [message('purge-age-decided-by-server', { instance, to })];
}

/** What would go: the files before `place`, or of these only those that are older than so many seconds. */
interface Going {
  readonly files: readonly LogFile[];
  readonly place: number;
  readonly olderThanSeconds: number | null;
}

function neededBy(
  { snapshot, instance, observed }: ControlContext,
  { replica: id, channel: name }: LogReader,
  { files, place, olderThanSeconds }: Going,
): Check {
  const replica = snapshot.instances.get(id);
  const seen = replica?.observation ?? null;
  const channel = seen?.channels.find((one) => one.name === name);
  if (replica?.health !== 'ok' || seen === null || channel === undefined)
    return fail(id, message('purge-replica-not-seen', { replica: id, instance: instance.id }));
  if (hasEverything(seen, observed)) return pass(id, message('purge-replica-has-all', { replica: id }));
  const file = neededFile(channel, files);
  if (file === null) return fail(id, message('purge-replica-not-known', { replica: id }));
  if (files.findIndex(({ name }) => name === file) >= place)
    return pass(id, message('purge-replica-reads-later', { replica: id, file }));
  const behind = olderThanSeconds === null ? null : mostBehind(channel, files);
  if (olderThanSeconds === null || behind === null)
    return fail(id, message('purge-replica-needs', { replica: id, file }));
  const params = { replica: id, file, age: olderThanSeconds, seconds: behind };
  return behind <= olderThanSeconds
    ? pass(id, message('purge-replica-is-nearer', params))
    : fail(id, message('purge-replica-may-need', params));
}

/**
 * How long ago at most what a replica applies next was written, in seconds: the log that holds it was written to since then, and the
 * server keeps it where older ones go. `null`: its lag says nothing of that, since a thread stands, or it still reads an older log.
 */
function mostBehind(
  { receiver, applier, lagSeconds, delaySeconds, readPosition }: ReplicationChannel,
  files: readonly LogFile[],
): number | null {
  if (receiver !== 'running' || applier !== 'running' || lagSeconds === null) return null;
  if (readPosition?.file !== files.at(-1)?.name) return null;
  // Servers differ in whether a lag includes the delay.
  return lagSeconds + delaySeconds + MIN_PURGE_AGE_SECONDS;
}

/** Readers that are no known server (a capture of changes, a copy outside) say nothing of how far they are. */
function otherReaders({ snapshot, instance, observed: { connectedReplicas } }: ControlContext): readonly Check[] {
  if (connectedReplicas === null)
    return [warn(instance.id, message('purge-readers-not-listed', { instance: instance.id }))];
  const known = replicasOf(snapshot, instance.id);
  const isKnown = (reader: ConnectedReplica): boolean =>
    known.some(({ address, observation }) => {
      const identity = observation?.identity;
      if (reader.serverUuid !== null && identity?.serverUuid === reader.serverUuid) return true;
      if (reader.serverId !== null && identity?.serverId === reader.serverId) return true;
      return reader.serverId === null && address.host.toLowerCase() === reader.host.toLowerCase();
    });
  const unknown = connectedReplicas.filter((reader) => !isKnown(reader)).map(({ host }) => host);
  if (unknown.length === 0) return [];
  return [
    warn(
      instance.id,
      message('purge-unknown-readers', { instance: instance.id, hosts: unknown.slice(0, 5).join(', ') }),
    ),
  ];
}
