/**
 * Three ways to be rid of a replica's errant transactions. Which one fits: few of them, anybody may have them: empty ones on
 * the master, which replicate by themselves. Many: every server counts them as executed, one statement each. They must go
 * without a trace, and nobody reads from the replica: it begins its logs anew without them. None of them undoes what the
 * transactions did to the replica's data. Source: spec/refactoring §11, §16.10.
 */
import { formatMysqlGtid, MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import { atLeast } from '../../replication/product.ts';
import type { InstanceId } from '../../topology/address.ts';
import { clusterOf, edgesTo, membersOf } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import type { InjectEmptyStep, SetGtidPurgedStep } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { detachedFrom } from './detached-from.ts';
import { resetKeepingGtids, stillRead } from './reset-logs.ts';

/** Each is a transaction of its own, that every replica applies. */
const MAX_INJECTED = 1_000;
/** In one packet. */
const INJECTED_PER_STEP = 100;

export function injectErrant(context: ControlContext): Drafted {
  const found = errantOf(context);
  if (!found.ok) return refused(found.check);
  const { instance, policy } = context;
  const { errant } = found;
  const master = masterOf(context);
  if (!master.ok) return refused(master.check);
  const { id } = master.instance;
  const injected = injectionSteps(stepBase(master, policy.deadlines.catchUpMs), errant, {
    of: instance.id,
    on: master.instance,
  });
  if (injected.kind === 'too-many') return refused(fail(instance.id, injected.reason));
  return {
    checks: [pass(id, message('master-is-writable', { instance: id }))],
    notes: found.notes,
    lanes: [injected.steps],
  };
}

type Injection =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'too-many'; readonly reason: Message };

/** Empty transactions on a server in place of those of another, as far as it lacks them. */
export function injectionSteps(
  base: InjectionBase,
  errant: MysqlGtidSet,
  { of, on }: { readonly of: InstanceId; readonly on: Instance },
): Injection {
  const count = errant.count();
  if (count > BigInt(MAX_INJECTED)) {
    const params = { instance: of, count: String(count), limit: MAX_INJECTED };
    return { kind: 'too-many', reason: message('errant-too-many', params) };
  }
  const gtids = errant.subtract(executedOf(on)).list(MAX_INJECTED).map(formatMysqlGtid);
  const steps: InjectEmptyStep[] = [];
  for (let from = 0; from < gtids.length; from += INJECTED_PER_STEP) {
    const part = gtids.slice(from, from + INJECTED_PER_STEP);
    steps.push({
      ...base,
      instance: on.id,
      kind: 'inject-empty-transactions',
      gtids: MysqlGtidSet.of(part.join(',')).toText(),
      count: part.length,
    });
  }
  return { kind: 'steps', steps };
}

type InjectionBase = Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'>;

/** Replicas before their sources: a source that has purged what a replica lacks does not serve it any more (1236). */
export function setErrantPurged(context: ControlContext): Drafted {
  const found = errantOf(context);
  if (!found.ok) return refused(found.check);
  const { snapshot, instance, policy } = context;
  const members = membersOf(snapshot, instance.cluster).filter(({ id }) => id !== instance.id);
  const lacking = members
    .map((member) => ({ member, lacks: found.errant.subtract(executedOf(member)) }))
    .filter(({ lacks }) => !lacks.isEmpty());
  const checks = lacking.map(({ member }) => mayBePurged(member));
  const steps = lacking
    .toSorted((left, right) => right.member.depth - left.member.depth)
    .map(({ member, lacks }): Step => ({
      ...stepBase(context, policy.deadlines.changeServerMs),
      ...purgedStep(member, lacks),
      instance: member.id,
    }));
  return { checks, notes: found.notes, lanes: [steps] };
}

export function resetErrant(context: ControlContext): Drafted {
  const found = errantOf(context);
  if (!found.ok) return refused(found.check);
  const read = stillRead(context);
  if (read !== null) return refused(read);
  const { instance } = context;
  return {
    checks: [
      pass(instance.id, message('nobody-reads-here', { instance: instance.id })),
      warn(instance.id, message('all-logs-go', { instance: instance.id })),
    ],
    notes: found.notes,
    lanes: [resetKeepingGtids(context, found.errant.toText())],
  };
}

/** Counts as executed what is not here. From 8.0 on it may be added to what is; before, only a server without any takes it. */
export function setGtidPurged(context: ControlContext, { gtids: text }: { readonly gtids: string }): Drafted {
  const { instance, observed, policy } = context;
  const { gtid } = observed;
  if (gtid.kind !== 'mysql') return refused(fail(instance.id, message('mysql-only', { instance: instance.id })));
  const parsed = MysqlGtidSet.parse(text);
  if (!parsed.ok || parsed.set.isEmpty())
    return refused(fail(instance.id, message('not-a-gtid-set', { instance: instance.id, text: text.slice(0, 100) })));
  const executed = MysqlGtidSet.of(gtid.executed);
  const adds = parsed.set.subtract(MysqlGtidSet.of(gtid.purged));
  const overlap = adds.intersection(executed);
  if (!overlap.isEmpty())
    return refused(fail(instance.id, message('executed-already', { instance: instance.id, gtids: overlap.toText() })));
  if (adds.isEmpty()) return refused(fail(instance.id, message('purged-already', { instance: instance.id })));
  const step: Step = { ...stepBase(context, policy.deadlines.changeServerMs), ...purgedStep(instance, adds) };
  return {
    checks: [mayBePurged(instance), warn(instance.id, message('will-never-arrive', { instance: instance.id }))],
    lanes: [[step]],
  };
}

/** Which repair fits, in a sentence; `null`: nothing is errant, or not known. */
function errantAdvice(snapshot: TopologySnapshot, instance: Instance): Message | null {
  const { found } = instance.errant;
  if (found === null) return null;
  const { id } = instance;
  if (found.family !== 'mysql') return message('errant-advice-mariadb', { instance: id });
  const count = String(found.set.count());
  if (found.set.count() <= BigInt(MAX_INJECTED) / 10n) return message('errant-advice-inject', { instance: id, count });
  if (membersOf(snapshot, instance.cluster).every(({ observation }) => takesAdditions(observation)))
    return message('errant-advice-purged', { instance: id, count });
  return edgesTo(snapshot, id).length === 0
    ? message('errant-advice-reset', { instance: id, count })
    : message('errant-advice-rebuild', { instance: id, count });
}

type Errant =
  | { readonly ok: true; readonly errant: MysqlGtidSet; readonly notes: readonly Message[] }
  | { readonly ok: false; readonly check: Check };

function errantOf({ snapshot, instance }: ControlContext): Errant {
  const { found } = instance.errant;
  const { id } = instance;
  if (found === null) return { ok: false, check: fail(id, message('none-errant-here', { instance: id })) };
  if (found.family !== 'mysql') return { ok: false, check: fail(id, message('mysql-only', { instance: id })) };
  // What looks errant may be on its way to a server that somebody has detached: empty ones in its place would keep it from there.
  const [detached] = membersOf(snapshot, instance.cluster).flatMap((member) => detachedFrom(snapshot, member.id));
  if (detached !== undefined) {
    const params = { instance: id, replica: detached.replica };
    return { ok: false, check: fail(id, message('errant-while-detached', params)) };
  }
  const advice = errantAdvice(snapshot, instance);
  const listed = message('errant-are', { instance: id, count: String(found.set.count()), gtids: found.set.toText() });
  return { ok: true, errant: found.set, notes: advice === null ? [listed] : [listed, advice] };
}

type Master = { readonly ok: true; readonly instance: Instance } | { readonly ok: false; readonly check: Check };

function masterOf({ snapshot, instance }: ControlContext): Master {
  const masters = clusterOf(snapshot, instance.id)?.masters ?? [];
  const [id] = masters;
  const master = id === undefined ? undefined : snapshot.instances.get(id);
  if (masters.length !== 1 || master === undefined)
    return { ok: false, check: fail(instance.id, message('no-single-master', { instance: instance.id })) };
  const { observation, health } = master;
  if (health !== 'ok' || observation === null)
    return { ok: false, check: fail(master.id, message('replica-not-reachable', { replica: master.id })) };
  if (observation.settings.readOnly)
    return { ok: false, check: fail(master.id, message('master-takes-no-writes', { instance: master.id })) };
  return { ok: true, instance: master };
}

function executedOf({ observation }: Instance): MysqlGtidSet {
  const gtid = observation?.gtid;
  return gtid?.kind === 'mysql' ? MysqlGtidSet.of(gtid.executed) : MysqlGtidSet.empty();
}

function mayBePurged({ id, health, observation }: Instance): Check {
  if (health !== 'ok' || observation === null) return fail(id, message('replica-not-reachable', { replica: id }));
  return takesAdditions(observation)
    ? pass(id, message('takes-purged', { instance: id }))
    : fail(id, message('takes-no-purged', { instance: id, version: observation.product.version.text }));
}

function takesAdditions(observation: Instance['observation']): boolean {
  if (observation?.gtid.kind !== 'mysql') return false;
  return observation.gtid.executed === '' || atLeast(observation.product.version, 8);
}

function purgedStep({ observation }: Instance, adds: MysqlGtidSet): Pick<SetGtidPurgedStep, 'kind' | 'to' | 'adds'> {
  const gtid = observation?.gtid;
  const purged = gtid?.kind === 'mysql' ? MysqlGtidSet.of(gtid.purged) : MysqlGtidSet.empty();
  return { kind: 'set-gtid-purged', to: purged.union(adds).toText(), adds: adds.toText() };
}
