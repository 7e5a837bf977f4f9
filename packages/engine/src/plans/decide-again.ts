/**
 * Decides again, under the lock: the servers that matter are probed anew, and the same planner runs once more. Only a
 * plan that would run the same statements may be run.
 */
import type { Actor, Execution, InstanceId, Message, Plan, Policy, TopologySnapshot } from '@topiary/domain';
import { addressOf, ancestorsOf, fingerprintOf, message, planIntent, stepsInOrder } from '@topiary/domain';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import { mayBegin } from './may-begin.ts';
import type { MayBegin, MayBeginParts } from './may-begin.ts';
import { isSameLane } from './lanes-again.ts';
import { readAgain } from './read-for-plan.ts';
import { involvedIn, targetsOf } from './plan-servers.ts';

/** Not worth more than this: a step opens its connection itself. */
const WARM_DEADLINE_MS = 500;

export interface DecideAgainParts extends MayBeginParts {
  readonly servers: Servers;
  readonly logger: Logger;
  readonly policy: () => Policy;
  readonly maxParallelSteps: number;
  readonly snapshot: () => TopologySnapshot;
  /** See `mayBegin`. */
  readonly readyTerm: number | null;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
}

export interface Stale {
  readonly reasons: readonly Message[];
  readonly checks: Plan['checks'];
}

export interface Decided {
  readonly lease: MayBegin;
  /** `null` when the planner, on what is known now, makes the plan that was confirmed, or when the lease is not held. */
  readonly stale: Stale | null;
}

/** Looking needs no lease: it is asked meanwhile. */
export async function decideUnderLease(plan: Plan, actor: Actor, parts: DecideAgainParts): Promise<Decided> {
  const asked = mayBegin(parts, parts.readyTerm);
  const decided = decideAgain(plan, actor, { ...parts, mayAct: asked.then(({ kind }) => kind === 'held') });
  // Without the lease nobody waits for it.
  decided.catch(() => undefined);
  const lease = await asked;
  return { lease, stale: lease.kind === 'held' ? await decided : null };
}

interface Warming extends DecideAgainParts {
  /** Only who holds the lease opens connections for acts. */
  readonly mayAct: Promise<boolean>;
}

async function decideAgain(plan: Plan, { user }: Actor, parts: Warming): Promise<Stale | null> {
  const [, reads] = await Promise.all([
    parts.refresh(decidingIn(plan, parts.snapshot())),
    readAgain(plan, parts),
    warm(plan, parts),
  ]);
  const again = planIntent({
    snapshot: parts.snapshot(),
    policy: parts.policy(),
    intent: plan.intent,
    id: plan.id,
    user,
    reads,
  });
  if ('kind' in again) return { reasons: again.reasons, checks: again.checks };
  if (fingerprintOf(again) === fingerprintOf(plan)) return null;
  const other = otherProcess(plan, again);
  if (other !== null) return { reasons: [other], checks: again.checks };
  return { reasons: [message('topology-changed', { what: differenceOf(plan, again) })], checks: again.checks };
}

/** Of these lanes, those that the same planner, on what is known now, would run in the same way. */
export async function lanesStillPlanned(
  { plan, actor }: Execution,
  lanes: readonly InstanceId[],
  parts: Pick<DecideAgainParts, 'policy' | 'refresh' | 'servers' | 'snapshot'>,
): Promise<readonly InstanceId[]> {
  const { policy, refresh, snapshot } = parts;
  const [, reads] = await Promise.all([refresh(decidingIn(plan, snapshot())), readAgain(plan, parts)]);
  const question = { snapshot: snapshot(), policy: policy(), intent: plan.intent, id: plan.id, user: actor.user };
  const again = planIntent({ ...question, reads });
  return 'kind' in again ? [] : lanes.filter((lane) => isSameLane(plan, again, lane));
}

/**
 * The servers whose present state decides: those that the plan names, and what the targets replicate from, because a
 * server further up that was moved by hand may close a circle. Of those only the ones that answer.
 */
function decidingIn(plan: Plan, snapshot: TopologySnapshot): readonly InstanceId[] {
  // Threads that are switched put nothing below anybody.
  const targets = stepsInOrder(plan).every(({ kind }) => kind === 'switch-threads') ? [] : targetsOf(plan, snapshot);
  const above = targets.flatMap((target) => [...ancestorsOf(snapshot, target)]);
  const answering = above.filter((id) => snapshot.instances.get(id)?.health === 'ok');
  // Of one that is given up nobody waits to hear.
  const given = plan.intent.kind === 'replace-master' && plan.intent.because === 'given-up' ? plan.intent.master : null;
  return [...new Set([...involvedIn(plan, snapshot), ...answering])].filter((id) => id !== given);
}

/** Opens the connections that the steps will use while the servers are being probed; what fails here fails again there. */
async function warm(plan: Plan, { servers, logger, maxParallelSteps, mayAct, snapshot }: Warming): Promise<void> {
  if (!(await mayAct)) return;
  const { instances } = snapshot();
  const involved = new Set(stepsInOrder(plan).map(({ instance }) => instance));
  const ids = [...involved].filter((id) => instances.get(id)?.health !== 'unreachable').slice(0, maxParallelSteps);
  await Promise.all(
    ids.map(async (id) => {
      try {
        await servers.prepareToAct(addressOf(id), { deadlineMs: WARM_DEADLINE_MS });
      } catch (error) {
        logger.error('driver-threw', { instance: id, error });
      }
    }),
  );
}

/** Its number means another statement, or another client, by now. */
function otherProcess(planned: Plan, again: Plan): Message | null {
  const [before, now] = [planned, again].map((each) => stepsInOrder(each).find(({ kind }) => kind === 'kill-process'));
  if (before?.kind !== 'kill-process' || now === undefined) return null;
  return message('process-runs-other', { instance: before.instance, process: before.process });
}

function differenceOf(planned: Plan, again: Plan): string {
  const before = new Map(stepsInOrder(planned).map((step) => [step.id, JSON.stringify(step)]));
  const changed = stepsInOrder(again).filter((step) => before.get(step.id) !== JSON.stringify(step));
  const names = [...new Set(changed.map(({ lane }) => lane))];
  return names.length === 0 ? `${before.size} → ${stepsInOrder(again).length}` : names.slice(0, 3).join(', ');
}
