/**
 * What is done about each kind of finding that leads to a recovery: a plan like any other, asked for by its intent, the hooks
 * around it, and who is in the failed server's place once it has ended. One row for each kind.
 */
import type {
  AskedIntent,
  Execution,
  Finding,
  InstanceId,
  Message,
  Plan,
  RecoveryKind,
  TopologySnapshot,
} from '@topiary/domain';
import { instanceIdOf, isOnItsOwn, stepsInOrder, successorIn } from '@topiary/domain';
import type { HookList } from '../ports/hooks.ts';

export interface Repair {
  readonly intent: AskedIntent;
  /** Where nobody took over by it, and it was put back. */
  readonly otherwise?: AskedIntent;
  /** Before a server is changed; the first failure ends the recovery. */
  readonly before: readonly HookList[];
  /** Once somebody is in the failed server's place. */
  readonly after: readonly HookList[];
  /** Who is in the failed server's place once the plan has ended; `null`: nobody. */
  readonly successorIn: (execution: Execution) => InstanceId | null;
}

export interface RepairQuestion {
  readonly snapshot: TopologySnapshot;
  /** `EnforceExactSemiSyncReplicas`. */
  readonly exactSemiSyncReplicas: boolean;
}

type RepairRow = (failed: InstanceId, question: RepairQuestion) => Repair;

export function replaceDeadMaster(master: InstanceId): Repair {
  return {
    intent: { kind: 'replace-master', master, successor: null, because: 'dead' },
    before: ['PreFailoverProcesses'],
    after: ['PostMasterFailoverProcesses', 'PostFailoverProcesses'],
    successorIn: openedBy,
  };
}

function rehomeReplicas(source: InstanceId): Repair {
  return {
    intent: { kind: 'reshape', shape: { kind: 'rehome-replicas', source } },
    before: ['PreFailoverProcesses'],
    after: ['PostIntermediateMasterFailoverProcesses', 'PostFailoverProcesses'],
    successorIn: homeOfMost,
  };
}

const REPAIRS: Readonly<Record<RecoveryKind, RepairRow>> = {
  'dead-master': replaceDeadMaster,
  'dead-co-master': replaceDeadMaster,
  'dead-intermediate-master': (failed, { snapshot }) =>
    isOnItsOwn(snapshot, failed) ? replaceDeadMaster(failed) : rehomeReplicas(failed),
  'dead-group-member': rehomeReplicas,
  'semi-sync': (master, { exactSemiSyncReplicas: exact }) => ({
    intent: { kind: 'reshape', shape: { kind: 'enforce-semi-sync', master, exact } },
    before: [],
    after: ['PostFailoverProcesses'],
    successorIn: whenDone(master),
  }),
  'read-only-master': (instance) => ({
    intent: { kind: 'control', instance, act: { kind: 'set-writability', to: 'writable' } },
    before: ['PreFailoverProcesses'],
    after: ['PostFailoverProcesses'],
    successorIn: whenDone(instance),
  }),
};

/** `null`: the finding leads to nothing that is repaired by itself. */
export function repairOf({ leadsTo, instance }: Finding, question: RepairQuestion): Repair | null {
  return leadsTo === null ? null : REPAIRS[leadsTo](instance, question);
}

/** What is asked for once such a server is dead. */
export function intentOnDeath(
  scope: 'master' | 'intermediate',
  failed: InstanceId,
  snapshot: TopologySnapshot,
): AskedIntent {
  const kind = scope === 'master' ? 'dead-master' : 'dead-intermediate-master';
  return REPAIRS[kind](failed, { snapshot, exactSemiSyncReplicas: false }).intent;
}

/** What is repaired in place has its place. */
function whenDone(instance: InstanceId): Repair['successorIn'] {
  return ({ outcome }) => (outcome === 'done' ? instance : null);
}

/** Who takes the writes: the others may come later, or not at all. */
export function openedBy(execution: Execution): InstanceId | null {
  const successor = successorIn(execution.plan);
  const opens = stepsInOrder(execution.plan).filter(
    (step) => step.kind === 'set-writability' && step.instance === successor && step.to === 'writable',
  );
  if (opens.length > 0) return opens.every(({ id }) => isStepDone(execution, id)) ? successor : null;
  const own = stepsInOrder(execution.plan).filter(({ instance, lane }) => instance === successor && lane === successor);
  const isDone = own.length > 0 && own.every(({ id }) => isStepDone(execution, id));
  return isDone ? successor : null;
}

/** Where most of the replicas read from by now. */
function homeOfMost(execution: Execution): InstanceId | null {
  const moves = stepsInOrder(execution.plan).flatMap((step) =>
    step.kind === 'point-replica-at' && isStepDone(execution, step.id) ? [instanceIdOf(step.to)] : [],
  );
  const counted = [...Map.groupBy(moves, (home) => home)].toSorted(([, left], [, right]) => right.length - left.length);
  return counted[0]?.[0] ?? null;
}

function isStepDone({ steps }: Execution, id: string): boolean {
  return steps.find((step) => step.id === id)?.state === 'done';
}

const LOST_CODES: ReadonlySet<Message['code']> = new Set(['lost-ahead', 'lost-silent']);

export function lostIn({ checks }: Plan): readonly InstanceId[] {
  return [
    ...new Set(checks.flatMap(({ message: { code }, replica }) => (LOST_CODES.has(code) ? (replica ?? []) : []))),
  ];
}
