/**
 * Who is kept from writing to a server that is to be the master no longer, and by what. A server that refuses connections
 * takes no writes; one that does not answer may: it is asked, and where that leads to nothing a command of the configuration
 * is (power, network). Whether a successor waits for that is policy.
 */
import { familyOf } from '../../replication/product.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Instance } from '../../topology/snapshot.ts';
import type { FencingPolicy, Policy } from '../../policy/policy.ts';
import { fail, pass, warn } from '../checks.ts';
import { refused } from '../control/control-context.ts';
import type { ControlContext, Drafted } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { writabilityOf } from '../server-step-faces.ts';
import { FENCING_WAY_MS, FORCED_WAY_MS } from './fence-step.ts';
import type { FenceStep, FencingWay } from './fence-step.ts';
import type { ReplaceReason } from './replace-intent.ts';
import { baseOf, closedOn } from './replacing.ts';

export interface Fencing {
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
  readonly steps: readonly Step[];
  /** Nothing is opened in its place before this is done. */
  readonly required: boolean;
}

/** Of a master that is replaced because it is gone. */
export function fenceOldMaster(
  master: Instance,
  { fencing = NO_FENCING }: Policy,
  because: ReplaceReason = 'dead',
): Fencing {
  const { id, failure, observation } = master;
  const { required, hasHook } = fencing;
  // What nothing listens on, nobody writes to.
  if (failure?.kind === 'refused')
    return { checks: required ? [pass(id, message('fence-not-needed', { master: id }))] : [], ...NOTHING };
  // A process that stands still answers no statement: nobody waits for it unless he must.
  const isDeaf = failure?.kind === 'name-not-found' || (failure?.kind === 'frozen' && !required);
  const ways = [...(observation === null || isDeaf ? [] : waysOn(observation)), ...hook(hasHook)];
  if (ways.length === 0)
    return {
      checks: required ? [fail(id, message('fence-impossible', { master: id }))] : [],
      ...NOTHING,
    };
  const step = fenceStep(master, ways, because === 'given-up' ? FORCED_WAY_MS : FENCING_WAY_MS);
  const params = { master: id, seconds: step.deadlineMs / 1000 };
  return {
    checks: required ? [pass(id, message('fence-required', { master: id }))] : [],
    notes: [message('old-master-fenced', params), ...(hasHook ? [message('fence-hook', { master: id })] : [])],
    steps: [step],
    required,
  };
}

const NO_FENCING: FencingPolicy = { required: false, hasHook: false };
const NOTHING = { notes: [], steps: [], required: false } as const;

/** The same as an act of its own, on a server that answers. */
export function fenceServer(context: ControlContext): Drafted {
  const { snapshot, instance, observed, policy } = context;
  const { id } = instance;
  const was = writabilityOf(observed);
  if (was === closedOn(observed) || observed.settings.offlineMode)
    return refused(fail(id, message('fenced-already', { instance: id })));
  const ways = [...waysOn(observed), ...hook(policy.fencing?.hasHook === true)];
  const step: FenceStep = {
    ...fenceStep(instance, ways, FENCING_WAY_MS),
    ...(observed.channels.length > 0 && {
      comesBack: true,
      ...(edgesTo(snapshot, id).length === 0 && { waitsForNobody: true }),
    }),
  };
  return {
    checks: [
      observed.channels.length === 0
        ? warn(id, message('master-becomes-read-only', { instance: id }))
        : pass(id, message('role-fits-writability', { instance: id })),
    ],
    notes: [message('fence-ends-sessions', { instance: id, seconds: step.deadlineMs / 1000 })],
    lanes: [[step]],
  };
}

function waysOn({ product }: Observation): readonly FencingWay[] {
  return familyOf(product) === 'mysql' ? ['read-only', 'offline-mode', 'end-sessions'] : ['read-only', 'end-sessions'];
}

function hook(hasHook: boolean): readonly FencingWay[] {
  return hasHook ? ['hook'] : [];
}

function fenceStep({ id, observation }: Instance, ways: readonly FencingWay[], wayMs: number): FenceStep {
  return {
    ...baseOf(id, id, ways.filter((way) => way !== 'hook').length * wayMs),
    kind: 'fence',
    ways,
    ...(wayMs !== FENCING_WAY_MS && { wayMs }),
    to: observation === null ? 'read-only' : closedOn(observation),
    was: observation === null ? 'writable' : writabilityOf(observation),
    ...(observation?.semiSync.sourceEnabled === true && { releases: observation.semiSync.words ?? 'master-slave' }),
  };
}
