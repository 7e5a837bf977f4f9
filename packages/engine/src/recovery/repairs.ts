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
import { edgesOf, stepsInOrder, successorIn } from '@topiary/domain';
import type { HookList } from '../ports/hooks.ts';

export interface Repair {
  readonly intent: AskedIntent;
  /** Before a server is changed; the first failure ends the recovery. */
  readonly before: readonly HookList[];
  /** Once somebody is in the failed server's place. */
  readonly after: readonly HookList[];
  /** Who is in the failed server's place once the plan has ended; `null`: nobody. */
  readonly successorIn: (execution: Execution) => InstanceId | null;
}

/** `null`: there is nothing that could be asked for. */
type RepairRow = (failed: InstanceId, snapshot: TopologySnapshot) => Repair | null;

const REPAIRS: Partial<Readonly<Record<RecoveryKind, RepairRow>>> = {
  'dead-master': (failed) => ({
    intent: { kind: 'replace-master', master: failed, successor: null, because: 'dead' },
    before: ['PreFailoverProcesses'],
    after: ['PostMasterFailoverProcesses', 'PostFailoverProcesses'],
    successorIn: openedBy,
  }),
  'dead-intermediate-master': (failed, snapshot) => {
    const [above] = edgesOf(snapshot, failed);
    if (above === undefined) return null;
    const target = above.source;
    return {
      intent: { kind: 'relocate-replicas', source: failed, target, only: null },
      before: ['PreFailoverProcesses'],
      after: ['PostIntermediateMasterFailoverProcesses', 'PostFailoverProcesses'],
      successorIn: ({ outcome }) => (outcome === 'done' || outcome === 'partly-done' ? target : null),
    };
  },
};

/** `null`: what the finding leads to is not repaired by itself. */
export function repairOf({ leadsTo, instance }: Finding, snapshot: TopologySnapshot): Repair | null {
  return leadsTo === null ? null : (REPAIRS[leadsTo]?.(instance, snapshot) ?? null);
}

/** Who takes the writes: the others may come later, or not at all. */
function openedBy({ plan, steps }: Execution): InstanceId | null {
  const successor = successorIn(plan);
  const own = stepsInOrder(plan).filter(({ instance, lane }) => instance === successor && lane === successor);
  const isDone = own.length > 0 && own.every(({ id }) => steps.find((step) => step.id === id)?.state === 'done');
  return isDone ? successor : null;
}

const LOST_CODES: ReadonlySet<Message['code']> = new Set(['lost-ahead', 'lost-silent']);

export function lostIn({ checks }: Plan): readonly InstanceId[] {
  return [
    ...new Set(checks.flatMap(({ message: { code }, replica }) => (LOST_CODES.has(code) ? (replica ?? []) : []))),
  ];
}
