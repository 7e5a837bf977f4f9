/**
 * A step of a plan as the commands that its statements are: what the driver's dialects render, without the words. The
 * simulator and rehearsals execute plans by it.
 */
import type { Family, PointReplicaAtStep, Positioning, Step, ThreadStates } from '@topiary/domain';
import type { Command, SourceChanges } from './command.ts';
import { coordinateChanges } from './coordinate-step-commands.ts';
import { serverStepCommands } from './server-step-commands.ts';
import { positionOf, startThreads } from './step-parts.ts';
import type { StepContext } from './step-parts.ts';

export type { StepContext };

export function stepCommands(step: Step, context: StepContext): readonly Command[] {
  switch (step.kind) {
    case 'stop-replication':
      return [{ kind: 'stop-threads', channel: step.channel, threads: { receiver: true, applier: true } }];
    case 'start-replication':
      return startThreads(step.channel, step.before);
    case 'wait-for-position':
      return [
        {
          kind: 'wait-for-gtids',
          gtids: inDomains(positionOf(step.position, context), step.domains),
          timeoutMs: step.deadlineMs,
          ...(context.family === 'mariadb' ? { orLogged: true } : {}),
        },
      ];
    case 'point-replica-at':
      return pointReplicaAt(step, context);
    // The first of its ways, which does here.
    case 'fence':
      return serverStepCommands({ ...step, kind: 'set-writability', stays: true }, context);
    // What it is made of is sent step by step.
    case 'clear-sessions':
      return [];
    // It reads logs, which a fleet is asked for by whoever carries it out.
    case 'match-position':
      return [];
    default:
      return serverStepCommands(step, context);
  }
}

function inDomains(position: string, domains: readonly number[] | undefined): string {
  if (domains === undefined) return position;
  const gtids = position.split(',').filter((gtid) => domains.includes(Number(gtid.trim().split('-')[0])));
  return gtids.join(',');
}

function pointReplicaAt(step: PointReplicaAtStep, { family, results }: StepContext): readonly Command[] {
  const { channel, stops } = step;
  const stop: readonly Command[] =
    stops === 'none' ? [] : [{ kind: 'stop-threads', channel, threads: { receiver: true, applier: stops === 'both' } }];
  // An applier that was left alone is not started either.
  const before: ThreadStates = stops === 'receiver' ? { ...step.before, applier: 'stopped' } : step.before;
  return [
    ...stop,
    { kind: 'change-source', channel, changes: { ...changesOf(step, family), ...coordinateChanges(step, results) } },
    ...startThreads(channel, before),
  ];
}

/** What is not known is not stated, and what MariaDB states in its own way is its way of using GTIDs. */
function changesOf({ to, settings, positioning }: PointReplicaAtStep, family: Family): SourceChanges {
  const { heartbeatPeriodSeconds, connectRetrySeconds, retryCount, tls, publicKeyPath, getPublicKey, compression } =
    settings;
  const stated = Object.fromEntries(
    Object.entries(tls).filter(([name, value]) => value !== '' && (family === 'mysql' || name !== 'version')),
  );
  const own: SourceChanges =
    family === 'mariadb'
      ? { positioning: mariadbPositioning(positioning) }
      : {
          ...(retryCount === null ? {} : { retryCount }),
          ...(publicKeyPath === null || publicKeyPath === '' ? {} : { publicKeyPath }),
          ...(getPublicKey === null ? {} : { getPublicKey }),
          ...(compression === null || compression === '' ? {} : { compression }),
        };
  return {
    host: to.host,
    port: to.port,
    ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
    ...(connectRetrySeconds === null ? {} : { connectRetrySeconds }),
    tls: stated,
    ...own,
  };
}

function mariadbPositioning(positioning: Positioning): Positioning {
  return positioning === 'auto-position' ? 'slave-pos' : positioning;
}
