/**
 * A planned takeover. The core is one lane: the old master is closed, the successor applies exactly what was written there
 * until then, and is opened; a failure of any of these makes the old master writable again. Only what may come later comes
 * later: the successor forgets its source, its siblings go below it, the old master does.
 */
import { edgesOf } from '../../topology/queries.ts';
import { familyOf } from '../../replication/product.ts';
import { isFail } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import type { Drafted, LaterLane } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step } from '../plan.ts';
import { accountCheck } from '../reshape/connection.ts';
import type { PlanReads } from '../reads.ts';
import { makeCoMaster } from '../reshape/make-co-master.ts';
import { writabilityOf } from '../server-step-faces.ts';
import { domainOfWrites } from './domain-of-writes.ts';
import { guards } from './guards.ts';
import { profile } from './profile.ts';
import { baseOf, closedOn, leaveStep, openSteps, semiSyncSteps, siblingMoves } from './replacing.ts';
import { replicaRoleSteps } from './semi-sync-roles.ts';
import type { Replacing } from './replacing.ts';

/** For the old master to be closed: it waits for whoever holds a lock, and nobody can write meanwhile. */
const CLOSE_DEADLINE_MS = 5_000;
/** The same where it is given up if that does not succeed: somebody waits for a master that takes writes. */
export const FORCED_CLOSE_MS = 2_000;

/** Of two that both take writes; here one of them does not, by then. */
const OF_TWO_WRITERS: ReadonlySet<Message['code']> = new Set([
  'both-masters-writable',
  'co-master-read-only',
  'writers-share-domain',
]);

export function draftTakeover(replacing: Replacing, reads: PlanReads): Drafted {
  const { snapshot, policy, master, successor, intent } = replacing;
  const [channel] = successor.observation?.channels ?? [];
  if (channel === undefined)
    return {
      checks: [fail(successor.id, message('not-a-replica-of', { candidate: successor.id, source: master.id }))],
      lanes: [],
    };
  if (master.health !== 'ok' || master.observation === null)
    return { checks: [fail(master.id, message('takeover-master-silent', { master: master.id }))], lanes: [] };
  const profiled = profile(replacing, reads.standings);
  const domain = domainOfWrites(replacing);
  const rejoining = rejoin(replacing);
  const siblings = siblingMoves(replacing, { snapshot, after: master.id, without: new Set() });
  const leave = leaveStep({ lane: successor.id, instance: successor.id, channel, policy });
  const own: LaterLane = {
    steps: [leave.kind === 'leave-source' ? { ...leave, stays: true } : leave, ...profiled.after, ...rejoining.steps],
    after: [master.id],
  };
  const [together = [], ...later] = siblings.phases;
  const waits = policy.maintenanceLagSeconds;
  const guarded = guards(replacing, { sessions: reads.sessions, closesWithinSeconds: closesWithinMs(intent) / 1000 });
  const isMariadb = familyOf(master.observation.product) === 'mariadb';
  return {
    checks: [
      keepsUp(replacing),
      ...guarded.checks,
      ...profiled.checks,
      ...(domain === null ? [] : [domain.check]),
      accountCheck(master.id, policy.replicationAccount),
      ...rejoining.checks,
      ...siblings.checks,
    ],
    notes: [
      ...guarded.notes,
      ...(intent.because === 'forced'
        ? [message('forced-gives-up', { master: master.id, seconds: FORCED_CLOSE_MS / 1000 })]
        : []),
      message('closes-for-a-moment', {
        master: master.id,
        successor: successor.id,
        seconds: waits + closesWithinMs(intent) / 1000,
      }),
      ...(isMariadb ? [message('closing-lets-admins', { master: master.id, successor: successor.id })] : []),
      ...rejoining.notes,
      ...(intent.rejoins === true || rejoining.steps.length === 0
        ? []
        : [message('old-master-waits', { master: master.id, successor: successor.id })]),
      ...siblings.notes,
    ],
    lanes: [
      [
        ...guarded.steps,
        ...profiled.before,
        ...(domain === null ? [] : [domain.stepIn(master.id)]),
        ...core(replacing),
      ],
    ],
    later: [[own, ...together], ...later],
  };
}

function closesWithinMs({ because }: Replacing['intent']): number {
  return because === 'forced' ? FORCED_CLOSE_MS : CLOSE_DEADLINE_MS;
}

function core(replacing: Replacing): readonly Step[] {
  const { policy, master, successor, intent } = replacing;
  if (master.observation === null) return [];
  const lane = master.id;
  return [
    ...semiSyncSteps(lane, replacing),
    {
      ...baseOf(lane, master.id, closesWithinMs(intent)),
      kind: 'set-writability',
      to: closedOn(master.observation),
      was: writabilityOf(master.observation),
      closes: true,
    },
    {
      ...baseOf(lane, successor.id, policy.maintenanceLagSeconds * 1000),
      kind: 'wait-for-position',
      position: { kind: 'result', step: asStepId(''), instance: master.id },
    },
    ...openSteps(lane, successor, policy),
  ];
}

function keepsUp({ snapshot, policy, master, successor, intent }: Replacing): Check {
  const lag = edgesOf(snapshot, successor.id).find(({ source }) => source === master.id)?.lagSeconds ?? 0;
  const limit = policy.maintenanceLagSeconds;
  const params = { candidate: successor.id, lag, limit, master: master.id };
  if (lag <= limit) return pass(successor.id, message('successor-keeps-up', params));
  const finding = message('successor-lags', params);
  return intent.because === 'forced' ? warn(successor.id, finding) : fail(successor.id, finding);
}

interface Rejoining {
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
  readonly steps: readonly Step[];
}

/** The old master below the new one, as a co-master is set up; where it cannot replicate from there it stays closed, alone. */
function rejoin({ snapshot, policy, user, intent, master, successor }: Replacing): Rejoining {
  const asked = { policy, ...(user === null ? {} : { user }) };
  const shape = makeCoMaster(snapshot, { kind: 'make-co-master', replica: successor.id }, asked);
  const drafted = shape.kind === 'drafted' ? shape.drafted : { checks: shape.checks ?? [], lanes: [], notes: [] };
  const checks = drafted.checks.filter((check) => !OF_TWO_WRITERS.has(check.message.code));
  const params = { master: master.id, successor: successor.id };
  if (shape.kind !== 'drafted' || checks.some(isFail)) {
    const said = checks.filter(isFail).map((check) => warn(check.replica, check.message));
    return { checks: [...said, warn(master.id, message('old-master-stays-alone', params))], notes: [], steps: [] };
  }
  const steps = drafted.lanes.flat().filter((step) => step !== null);
  const first = steps
    .slice(0, 1)
    .map((step) => (step.kind === 'set-up-replication' ? { ...step, starts: false } : step));
  const wanted = intent.rejoins === true ? steps : first;
  const base = baseOf(successor.id, master.id, policy.deadlines.changeServerMs);
  const observed = master.observation;
  const roles = observed === null ? [] : replicaRoleSteps(base, { snapshot, old: master, observed }, successor);
  return {
    checks,
    notes: drafted.notes ?? [],
    steps: [...roles, ...wanted.map((step) => ({ ...step, lane: successor.id }))],
  };
}
