/** Steps that change how a channel replicates, as the commands that their statements are. */
import { GTID_RESULT, unreachable } from '@topiary/domain';
import type {
  RenameSourceStep,
  ReplicationStep,
  SkipTransactionStep,
  ThreadChoice,
  ThreadStates,
} from '@topiary/domain';
import type { Command, SourceChanges } from './command.ts';
import type { StepContext } from './step-parts.ts';

const BOTH: ThreadChoice = { receiver: true, applier: true };
const RECEIVER: ThreadChoice = { receiver: true, applier: false };
const APPLIER: ThreadChoice = { receiver: false, applier: true };

export function replicationStepCommands(step: ReplicationStep, context: StepContext): readonly Command[] {
  const { channel } = step;
  switch (step.kind) {
    case 'switch-threads':
      return [...stop(channel, step.stops), ...start(channel, step.starts)];
    case 'drain-relay-log':
      return [...(step.startsApplier ? start(channel, APPLIER) : []), ...stop(channel, RECEIVER)];
    case 'set-delay':
      return changed({ ...step, thread: APPLIER }, { delaySeconds: step.seconds }, context);
    case 'reset-replication':
      return [...stop(channel, BOTH), { kind: 'reset-replica', channel, all: true }];
    case 'wait-for-source-position':
      return [{ kind: 'wait-for-position', position: step.coordinates, channel, timeoutMs: step.deadlineMs }];
    case 'find-failing-transaction':
      return [];
    case 'skip-transaction':
      return skip(step, context);
    case 'rename-source':
      return changed({ ...step, ...step.settings, thread: RECEIVER }, renaming(step, context), context);
    case 'change-credentials':
      // Its password is no part of a step; the fleet's accounts go on with the one that they have.
      return changed({ ...step, thread: RECEIVER }, step.user === '' ? {} : { user: step.user }, context);
    case 'change-tls':
      return changed({ ...step, thread: RECEIVER }, { tls: { enabled: step.to } }, context);
    default:
      return unreachable(step);
  }
}

interface Changed {
  readonly channel: string;
  readonly before: ThreadStates;
  readonly heartbeatPeriodSeconds: number | null;
  /** The one that MySQL stops for it; MariaDB stops both, and forgets the heartbeat that is not stated. */
  readonly thread: ThreadChoice;
}

function changed(
  { channel, before, heartbeatPeriodSeconds, thread }: Changed,
  changes: SourceChanges,
  { family }: StepContext,
): readonly Command[] {
  const stopped = family === 'mysql' ? thread : BOTH;
  const heartbeat = family === 'mysql' || heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds };
  return [
    ...stop(channel, stopped),
    { kind: 'change-source', channel, changes: { ...changes, ...heartbeat } },
    ...start(channel, {
      receiver: stopped.receiver && before.receiver !== 'stopped',
      applier: stopped.applier && before.applier !== 'stopped',
    }),
  ];
}

function stop(channel: string, threads: ThreadChoice): readonly Command[] {
  return threads.receiver || threads.applier ? [{ kind: 'stop-threads', channel, threads }] : [];
}

function start(channel: string, threads: ThreadChoice): readonly Command[] {
  return threads.receiver || threads.applier ? [{ kind: 'start-threads', channel, threads }] : [];
}

function skip({ channel, how }: SkipTransactionStep, { family, results }: StepContext): readonly Command[] {
  if (how.kind === 'empty-transaction') {
    const gtid = results[how.found]?.[GTID_RESULT] ?? how.gtid ?? '';
    return [{ kind: 'inject-empty', gtid }, ...start(channel, APPLIER)];
  }
  const connection = (value: string): readonly Command[] =>
    channel === '' || family === 'mysql'
      ? []
      : [{ kind: 'set-variable', scope: 'session', name: 'default_master_connection', value }];
  return [
    ...connection(channel),
    {
      kind: 'set-variable',
      scope: 'global',
      name: `sql_${family === 'mariadb' ? 'slave' : 'replica'}_skip_counter`,
      value: 1,
    },
    ...start(channel, APPLIER),
    ...connection(''),
  ];
}

/** What is stated is what `sourceOptions` of the driver states. */
export function renaming(
  { to, settings, coordinates, positioning }: Pick<RenameSourceStep, 'to' | 'settings' | 'coordinates' | 'positioning'>,
  { family }: StepContext,
): SourceChanges {
  const { heartbeatPeriodSeconds, connectRetrySeconds, retryCount, tls, publicKeyPath, getPublicKey, compression } =
    settings;
  const place = coordinates === null ? {} : { file: coordinates.file, position: coordinates.position };
  const stated = Object.fromEntries(
    Object.entries(tls).filter(([name, value]) => value !== '' && (family === 'mysql' || name !== 'version')),
  );
  const common: SourceChanges = {
    host: to.host,
    port: to.port,
    ...place,
    tls: stated,
    ...(connectRetrySeconds === null ? {} : { connectRetrySeconds }),
    ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
  };
  if (family === 'mariadb') return { ...common, positioning: coordinates === null ? positioning : 'file' };
  return {
    ...common,
    ...(retryCount === null ? {} : { retryCount }),
    ...(publicKeyPath === null || publicKeyPath === '' ? {} : { publicKeyPath }),
    ...(getPublicKey === null ? {} : { getPublicKey }),
    ...(compression === null || compression === '' ? {} : { compression }),
  };
}
