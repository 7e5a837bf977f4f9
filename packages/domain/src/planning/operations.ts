/**
 * What could be done with one server now, and why the rest could not: the planner asked about every operation that takes
 * no more than the server. The page offers these; a drag or a command asks for what needs another server, or words.
 */
import type { InstanceId } from '../topology/address.ts';
import type { PlanQuestion } from './assemble.ts';
import type { ControlAct } from './control/control-acts.ts';
import type { Message } from './message.ts';
import { planIntent } from './plan-intent.ts';
import type { AskedIntent } from './plan.ts';
import { readsOf } from './reads.ts';
import type { Reshape } from './reshape/reshape.ts';

export const OPERATION_GROUPS = ['replication', 'tree', 'server', 'gtid'] as const;
export type OperationGroup = (typeof OPERATION_GROUPS)[number];

/** Of a refused operation no more reasons are told. */
const MAX_REASONS = 3;

interface Row {
  readonly group: OperationGroup;
  /** `channel`: `null` for the only one. */
  readonly intent: (id: InstanceId, channel: string | null) => AskedIntent;
  /** Once for each channel of a server. */
  readonly perChannel?: true;
}

const act =
  (made: (channel: string | null) => ControlAct): Row['intent'] =>
  (instance, channel) => ({ kind: 'control', instance, act: made(channel) });
const shape =
  (made: (id: InstanceId, channel: string | null) => Reshape): Row['intent'] =>
  (id, channel) => ({ kind: 'reshape', shape: made(id, channel) });

const replication = (made: (channel: string | null) => ControlAct): Row => ({
  group: 'replication',
  intent: act(made),
  perChannel: true,
});
const server = (made: () => ControlAct): Row => ({ group: 'server', intent: act(made) });
const gtid = (made: () => ControlAct): Row => ({ group: 'gtid', intent: act(made) });
const tree = (made: (id: InstanceId, channel: string | null) => Reshape): Row => ({
  group: 'tree',
  intent: shape(made),
});

const OPERATIONS = {
  'start-replica': replication((channel) => ({ kind: 'start-replica', channel, threads: 'both' })),
  'stop-replica': replication((channel) => ({ kind: 'stop-replica', channel, threads: 'both' })),
  'stop-replica-nice': replication((channel) => ({ kind: 'stop-replica-nice', channel })),
  'restart-replica': replication((channel) => ({ kind: 'restart-replica', channel, threads: 'both' })),
  'skip-query': replication((channel) => ({ kind: 'skip-query', channel })),
  'detach-replica': replication((channel) => ({ kind: 'detach-replica', channel })),
  'reattach-replica': replication((channel) => ({ kind: 'reattach-replica', channel })),
  'change-credentials': replication((channel) => ({ kind: 'change-credentials', channel })),
  'tls-on': replication((channel) => ({ kind: 'change-tls', channel, enabled: true })),
  'tls-off': replication((channel) => ({ kind: 'change-tls', channel, enabled: false })),
  'reset-replica': replication((channel) => ({ kind: 'reset-replica', channel })),
  'move-up': {
    group: 'tree',
    intent: shape((replica, channel) => ({ kind: 'move-up', replica, channel })),
    perChannel: true,
  },
  'move-up-replicas': tree((source) => ({ kind: 'move-up-replicas', source, only: null })),
  'take-master': tree((replica) => ({ kind: 'take-master', replica })),
  'take-siblings': tree((replica) => ({ kind: 'take-siblings', replica })),
  'make-local-master': tree((replica) => ({ kind: 'make-local-master', replica })),
  'make-co-master': tree((replica) => ({ kind: 'make-co-master', replica })),
  'make-master': tree((replica) => ({ kind: 'make-master', replica })),
  'regroup-replicas': tree((source) => ({ kind: 'regroup-replicas', source, candidate: null })),
  repoint: {
    group: 'tree',
    intent: shape((replica, channel) => ({ kind: 'repoint', replica, channel, target: null })),
    perChannel: true,
  },
  'repoint-replicas': tree((source) => ({ kind: 'repoint-replicas', source, target: null, only: null })),
  evacuate: tree((id) => ({ kind: 'evacuate', servers: [id] })),
  'set-writable': server(() => ({ kind: 'set-writability', to: 'writable' })),
  'set-read-only': server(() => ({ kind: 'set-writability', to: 'read-only' })),
  'set-super-read-only': server(() => ({ kind: 'set-writability', to: 'super-read-only' })),
  'flush-binary-logs': server(() => ({ kind: 'flush-binary-logs' })),
  'purge-binary-logs': server(() => ({ kind: 'purge-binary-logs', to: null, forced: false })),
  'semi-sync-source-on': server(() => ({ kind: 'set-semi-sync', side: 'source', to: true })),
  'semi-sync-source-off': server(() => ({ kind: 'set-semi-sync', side: 'source', to: false })),
  'semi-sync-replica-on': server(() => ({ kind: 'set-semi-sync', side: 'replica', to: true })),
  'semi-sync-replica-off': server(() => ({ kind: 'set-semi-sync', side: 'replica', to: false })),
  'enable-gtid': { group: 'gtid', intent: act((channel) => ({ kind: 'enable-gtid', channel })), perChannel: true },
  'disable-gtid': { group: 'gtid', intent: act((channel) => ({ kind: 'disable-gtid', channel })), perChannel: true },
  'gtid-mode-on': gtid(() => ({ kind: 'set-gtid-mode', to: 'ON' })),
  'gtid-mode-off': gtid(() => ({ kind: 'set-gtid-mode', to: 'OFF' })),
  'gtid-errant-inject-empty': gtid(() => ({ kind: 'gtid-errant-inject-empty' })),
  'gtid-errant-set-purged': gtid(() => ({ kind: 'gtid-errant-set-purged' })),
  'gtid-errant-reset-master': gtid(() => ({ kind: 'gtid-errant-reset-master' })),
  'reset-master': gtid(() => ({ kind: 'reset-master' })),
} as const satisfies Record<string, Row>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[] as [
  OperationName,
  ...OperationName[],
];

export interface Operation {
  readonly name: OperationName;
  readonly group: OperationGroup;
  /** Of a server with several; else `null`. */
  readonly channel: string | null;
  /** What to ask for. */
  readonly request: AskedIntent;
  readonly allowed: boolean;
  /** Why not; or the warnings of the plan. */
  readonly reasons: readonly Message[];
}

/** In the order in which people are shown them; none of a server that is not known. */
export function operationsOf(question: Omit<PlanQuestion, 'intent'>, id: InstanceId): readonly Operation[] {
  const instance = question.snapshot.instances.get(id);
  if (instance === undefined) return [];
  const names = instance.observation?.channels.map(({ name }) => name) ?? [];
  const channels = names.length > 1 ? names : [null];
  return OPERATION_NAMES.flatMap((name) => {
    const row: Row = OPERATIONS[name];
    return (row.perChannel === true ? channels : [null]).map((channel) => {
      const request = row.intent(id, channel);
      return { name, group: row.group, channel, request, ...judged(question, request) };
    });
  });
}

function judged(question: Omit<PlanQuestion, 'intent'>, intent: AskedIntent): Pick<Operation, 'allowed' | 'reasons'> {
  // What has to be read from the server first is read when it is asked for.
  if (readsOf(intent).length > 0) return { allowed: true, reasons: [] };
  const plan = planIntent({ ...question, intent });
  if ('kind' in plan) return { allowed: false, reasons: plan.reasons.slice(0, MAX_REASONS) };
  const warnings = plan.checks.filter(({ verdict }) => verdict === 'warn').map((check) => check.message);
  return { allowed: true, reasons: warnings.slice(0, MAX_REASONS) };
}
