/**
 * A master that is replaced because it is gone may be back by the time that its successor is to forget it, or to take writes:
 * somebody started it again, or a network healed. It is looked at once more right before either. Where it takes writes, a
 * failover that nobody insisted on has lost its reason and is taken back; one that a person forced closes it first. A takeover
 * closes its master itself: that is looked at where its successor took long to get there, since it may have been started anew.
 */
import type { Execution, FenceStep, InstanceId, Observation, Plan, Step, TopologySnapshot } from '@topiary/domain';
import { addressOf, message, stepsInOrder, successorIn, writabilityOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import { fenceServer } from './fence-server.ts';
import type { FenceContext } from './fence-server.ts';
import type { StepOutcome } from './step-runner.ts';

/** One that refuses connections says so at once; one that is silent costs the whole of it. */
export const OLD_MASTER_LOOK_MS = 250;

/**
 * For so long a master that a takeover closed is taken to be closed. It is opened again only by a start with its own file,
 * which takes longer; nobody can write meanwhile, so that no look is worth its round trip.
 */
const CLOSED_VALID_MS = 100;

/** By a question to the server, or by what probes brought meanwhile. */
export type LookAtOld = 'looks' | 'asks-nobody';

export interface Guarded extends FenceContext {
  readonly execution: Execution;
  readonly step: Step;
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  /** Begins a probe whose result is in the snapshot by the time that it resolves. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
}

/** Why the step may not be run; `null`: it may. */
export async function refusedByOldMaster(guarded: Guarded, how: LookAtOld): Promise<StepOutcome | null> {
  const { execution, step, clock } = guarded;
  const master = replacedBy(guarded, how);
  if (master === null) return null;
  const startedMs = clock.monotonicMs();
  // Nobody waits for its end: on a slow network it has come by the time that the next step is to be run.
  if (how === 'looks') guarded.refresh([master]).catch(() => undefined);
  const isBack = how === 'looks' ? await answersAsMaster(master, guarded) : wasProbedAsMaster(master, guarded);
  if (!isBack) return null;
  const reason = message('old-master-takes-writes', { master, successor: step.instance });
  // A step that a killed process began may have run.
  return { kind: 'failed', reason, mayHaveRun: execution.resumed !== null, tookMs: clock.monotonicMs() - startedMs };
}

async function answersAsMaster(master: InstanceId, guarded: Guarded): Promise<boolean> {
  const { plan } = guarded.execution;
  const options = { deadlineMs: OLD_MASTER_LOOK_MS, depth: 'adaptive' } as const;
  const looked = await guarded.servers.observe(addressOf(master), options);
  if (looked.kind === 'failed' || !takesWrites(looked.observation)) return false;
  const fence = fenceIn(plan);
  if (fence === null || isByFinding(plan)) return true;
  // It did not answer when its turn was, or cannot be closed: the first way tells which, and nobody waits for the others.
  const { product } = looked.observation;
  await fenceServer({ ...fence, ways: fence.ways.slice(0, 1) }, { ...guarded, productOf: () => product });
  return false;
}

/** One that was fenced a moment ago may not have been probed since; and who was given up is opened beside for all that. */
function wasProbedAsMaster(master: InstanceId, { execution: { plan, steps }, snapshot }: Guarded): boolean {
  const fence = fenceIn(plan);
  const isFenced = fence !== null && steps.find(({ id }) => id === fence.id)?.state === 'done';
  if (isFenced || (fence !== null && !isByFinding(plan))) return false;
  const instance = snapshot().instances.get(master);
  return instance?.health === 'ok' && takesWrites(instance.observation);
}

/** The master whose place the step's server takes by it, and that may be open by now; `null`: there is none. */
function replacedBy({ execution: { plan, steps }, step, clock }: Guarded, how: LookAtOld): InstanceId | null {
  const { intent } = plan;
  if (intent.kind !== 'replace-master' || step.instance !== successorIn(plan)) return null;
  const isOpening = step.kind === 'set-writability' && step.to === 'writable';
  const closing = stepsInOrder(plan).find((other) => other.kind === 'set-writability' && other.closes === true);
  if (closing === undefined)
    return isOpening || step.kind === 'leave-source' || step.kind === 'reset-replication' ? intent.master : null;
  // What was probed last may be of before it was closed.
  if (!isOpening || how === 'asks-nobody') return null;
  const closedAt = steps.find(({ id }) => id === closing.id)?.endedAt ?? null;
  const isFresh = closedAt !== null && Math.abs(clock.now() - closedAt) <= CLOSED_VALID_MS;
  return isFresh ? null : intent.master;
}

function isByFinding({ intent }: Plan): boolean {
  return intent.kind === 'replace-master' && intent.because === 'dead';
}

function fenceIn(plan: Plan): FenceStep | null {
  const { intent } = plan;
  if (intent.kind !== 'replace-master') return null;
  const step = stepsInOrder(plan).find(({ kind, instance }) => kind === 'fence' && instance === intent.master);
  return step?.kind === 'fence' ? step : null;
}

function takesWrites(observation: Observation | null): boolean {
  return observation !== null && writabilityOf(observation) === 'writable' && !observation.settings.offlineMode;
}
