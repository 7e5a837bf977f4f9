/** What every observation has, around what only the family knows. */
import type { Observation, ServerSettings } from '@topiary/domain';
import { binlogFilters, binlogPosition } from './binlog-position.ts';
import { mergeReplicas } from './connected-replicas.ts';
import type { Answers, ObserveContext, ProbeRole } from './dialect.ts';
import { grantForRole, type Privileges } from './grants.ts';
import { numberOf, textOf } from './result-set.ts';
import { lackOfControl, unreadableFacts } from './unreadable.ts';
import type { Values } from './values.ts';

export interface FrameParts {
  readonly answers: Answers<ProbeRole>;
  readonly context: ObserveContext;
  readonly variables: Values;
  readonly status: Values;
  readonly privileges: Privileges;
  /** Column of the registered replicas, in lower case; `null` where they tell none. */
  readonly replicaUuid: string | null;
}

type FramedFact =
  | 'product'
  | 'identity'
  | 'uptimeSeconds'
  | 'binlog'
  | 'binlogFilters'
  | 'connectedReplicas'
  | 'unreadable'
  | 'waitingFor';

export function observationFrame(parts: FrameParts): Pick<Observation, FramedFact> {
  const { answers, context, privileges, replicaUuid, status, variables } = parts;
  const { learned } = context;
  const registered = answers.get('connected-replicas');
  const logFilters = binlogFilters(answers.get('binlog-position'), context.columns);
  return {
    product: learned.product,
    identity: { ...learned.identity, serverId: numberOf(variables.get('server_id')) ?? 0 },
    uptimeSeconds: numberOf(status.get('uptime')) ?? 0,
    binlog: binlogPosition(answers.get('binlog-position')),
    ...(logFilters.length > 0 && { binlogFilters: logFilters }),
    connectedReplicas: learned.logBin ? mergeReplicas(registered, answers.get('dump-threads'), replicaUuid) : [],
    unreadable: [
      ...unreadableFacts(context, (role) => grantForRole(privileges, role, learned.account)),
      ...lackOfControl(context, privileges),
    ],
    ...(context.waitingFor === null ? {} : { waitingFor: context.waitingFor }),
  };
}

type LogSettings =
  | 'logBin'
  | 'logReplicaUpdates'
  | 'binlogFormat'
  | 'binlogRowImage'
  | 'relayLogRecovery'
  | 'syncRelayLog';

export function logSettings(variables: Values, { learned }: ObserveContext): Pick<ServerSettings, LogSettings> {
  return {
    relayLogRecovery: learned.relayLogRecovery,
    syncRelayLog: numberOf(variables.get('sync_relay_log')),
    logBin: learned.logBin,
    logReplicaUpdates: learned.logReplicaUpdates,
    binlogFormat: textOf(variables.get('binlog_format')),
    binlogRowImage: textOf(variables.get('binlog_row_image')),
  };
}
