/**
 * The planner of replacing a master. Who takes its place is decided, and everything that could forbid it is asked, before
 * the first statement; the ranking with its reasons is part of the plan. Source: spec/recovery §4, §12.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { assemble, isFail, refuse } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Plan, Refusal } from '../plan.ts';
import { isOnItsOwn, otherCoMaster } from './cut-off.ts';
import { draftFailover } from './failover.ts';
import { mayBeChosen, rankSuccessors } from './rank-successors.ts';
import type { RankedSuccessor } from './rank-successors.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';
import type { Replacing } from './replacing.ts';
import { successorIn } from './successor-in.ts';
import { draftTakeover } from './takeover.ts';

/** The others that are spoken of, with what puts them behind: as many as anybody reads. */
const MAX_NAMED = 20;

export function planReplaceMaster(question: PlanQuestion, intent: ReplaceMasterIntent): Plan | Refusal {
  const { snapshot, policy, user = null } = question;
  const master = snapshot.instances.get(intent.master);
  if (master === undefined)
    return refuse([fail(intent.master, message('replica-unknown', { replica: intent.master }))]);
  const standing = ofMaster(master, question, intent);
  const ranked = rankSuccessors({ snapshot, policy, master: master.id, user, named: intent.successor });
  const choice = choose(intent, ranked);
  const checks = [...standing, ...choice.checks];
  if (choice.chosen === null || checks.some(isFail)) return refuse(checks);
  const isAnswering = master.health === 'ok' && (intent.because === 'takeover' || intent.because === 'forced');
  const replacing: Replacing = {
    snapshot,
    policy,
    user,
    intent,
    master,
    successor: choice.chosen.instance,
    ranked,
  };
  const drafted = isAnswering ? draftTakeover(replacing, question.reads ?? {}) : draftFailover(replacing);
  return assemble(question, choice.chosen.instance.cluster, { ...drafted, checks: [...checks, ...drafted.checks] });
}

export function replaceTitle(plan: Plan, { master, because }: ReplaceMasterIntent): Message {
  const params = { master, successor: successorIn(plan) ?? '' };
  return message(because === 'takeover' ? 'title-takeover' : 'title-failover', params);
}

/** Whatever is to become of it. */
function ofMaster(
  { id, health, observation, registered: { maintenance } }: Instance,
  { snapshot, user }: PlanQuestion,
  { because }: ReplaceMasterIntent,
): readonly Check[] {
  const source = observation?.channels.find(({ source: { host } }) => host !== '')?.source;
  const isTop = health !== 'ok' && (otherCoMaster(snapshot, id) !== null || isOnItsOwn(snapshot, id));
  const params = { master: id, source: source === undefined ? '' : `${source.host}:${source.port}` };
  return [
    ...(source === undefined || (isTop && because !== 'takeover')
      ? []
      : [fail(id, message('replaced-below-top', params))]),
    ...(observation?.group === null || observation === null
      ? []
      : [fail(id, message('co-master-in-group', { instance: id }))]),
    ...(maintenance === null || maintenance.owner === user
      ? []
      : [fail(id, message('in-maintenance', { instance: id, owner: maintenance.owner, reason: maintenance.reason }))]),
  ];
}

interface Choice {
  readonly chosen: RankedSuccessor | null;
  readonly checks: readonly Check[];
}

function choose(intent: ReplaceMasterIntent, ranked: readonly RankedSuccessor[]): Choice {
  const { master, successor } = intent;
  const [best] = ranked;
  if (best === undefined) return none(fail(master, message('no-replicas', { source: master })));
  if (successor === null) {
    const mustBeNamed = intent.because === 'takeover' && intent.rejoins !== true && ranked.length > 1;
    if (mustBeNamed) return none(fail(master, message('name-the-successor', { master, count: ranked.length })));
    if (!mayBeChosen(best)) return none(fail(null, message('no-successor', { master })), ...reasonsOf(ranked, fail));
    const chosen = pass(best.instance.id, message('successor-chosen', { candidate: best.instance.id, master }));
    return { chosen: best, checks: [chosen, ...reasonsOf(ranked.slice(1), pass)] };
  }
  const named = ranked.find(({ instance }) => instance.id === successor);
  if (named === undefined)
    return none(fail(successor, message('not-a-replica-of', { candidate: successor, source: master })));
  const { firm, soft } = named.vetoes;
  return {
    chosen: named,
    checks: [
      pass(successor, message('successor-named', { candidate: successor, master })),
      ...firm.map((reason) => fail(successor, reason)),
      ...soft.map((reason) => warn(successor, reason)),
      ...(named.behind === null ? [] : [warn(successor, named.behind)]),
      ...reasonsOf(
        ranked.filter((one) => one !== named && one !== best),
        pass,
      ),
    ],
  };
}

function none(...checks: readonly Check[]): Choice {
  return { chosen: null, checks };
}

/** What keeps each of them from being the one. */
function reasonsOf(
  ranked: readonly RankedSuccessor[],
  verdict: (replica: InstanceId, text: Message) => Check,
): readonly Check[] {
  return ranked
    .flatMap(({ instance: { id }, vetoes: { firm, soft }, behind }) => {
      const reasons = firm.length + soft.length > 0 ? [...firm, ...soft] : behind === null ? [] : [behind];
      return reasons.map((reason) => verdict(id, reason));
    })
    .slice(0, MAX_NAMED);
}
