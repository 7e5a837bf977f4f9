/** The planner of control acts: one row per act, and what holds for all of them. */
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import { cloneFrom } from '../recovery/clone-from.ts';
import { fenceServer } from '../recovery/fence.ts';
import { playPart } from '../recovery/play-part.ts';
import { rejoin } from '../recovery/rejoin.ts';
import { assemble, refuse } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import type { Check, Intent, Plan, Refusal } from '../plan.ts';
import type { ControlAct, ControlActKind } from './control-acts.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { REPLICATION_PLANNERS } from './replication-planners.ts';
import { injectErrant, resetErrant, setErrantPurged, setGtidPurged } from './errant-acts.ts';
import { setGtidMode } from './gtid-mode.ts';
import { disableGtid, enableGtid } from './gtid-positioning.ts';
import { killQuery } from './kill-process.ts';
import { purgeBinaryLogs } from './purge-logs.ts';
import { resetMaster } from './reset-logs.ts';
import { setSemiSync } from './semi-sync-acts.ts';
import { flushBinaryLogs, setWritability } from './server-acts.ts';

type Planners = {
  readonly [Kind in ControlActKind]: (context: ControlContext, act: Extract<ControlAct, { kind: Kind }>) => Drafted;
};

const PLANNERS: Planners = {
  'set-writability': setWritability,
  'flush-binary-logs': flushBinaryLogs,
  ...REPLICATION_PLANNERS,
  'purge-binary-logs': purgeBinaryLogs,
  'kill-query': killQuery,
  'set-semi-sync': setSemiSync,
  'enable-gtid': enableGtid,
  'disable-gtid': disableGtid,
  'gtid-errant-inject-empty': injectErrant,
  'gtid-errant-set-purged': setErrantPurged,
  'gtid-errant-reset-master': resetErrant,
  'reset-master': resetMaster,
  'set-gtid-purged': setGtidPurged,
  'set-gtid-mode': setGtidMode,
  fence: fenceServer,
  rejoin,
  'play-part': playPart,
  'clone-from': cloneFrom,
};

type ControlIntent = Extract<Intent, { kind: 'control' }>;

export function planControl(question: PlanQuestion, intent: ControlIntent): Plan | Refusal {
  const { snapshot, policy, user } = question;
  const instance = snapshot.instances.get(intent.instance);
  if (instance === undefined)
    return refuse([fail(intent.instance, message('replica-unknown', { replica: intent.instance }))]);
  const observed = instance.observation;
  if (observed === null || instance.health !== 'ok')
    return refuse([fail(instance.id, message('replica-not-reachable', { replica: instance.id }))]);
  if (observed.product.flavor === 'maxscale')
    return refuse([fail(instance.id, message('nothing-done-on-binlog-server', { instance: instance.id }))]);
  const drafted = draft({ snapshot, policy, instance, observed, reads: question.reads ?? {} }, intent.act);
  return assemble(question, instance.cluster, {
    ...drafted,
    checks: [
      pass(instance.id, message('is-reachable', { instance: instance.id })),
      ...inMaintenance(instance, user ?? null),
      ...drafted.checks,
    ],
  });
}

/** The rows are typed by kind; this is the one place where an act meets its row. */
function draft(context: ControlContext, act: ControlAct): Drafted {
  const planner = PLANNERS[act.kind] as unknown as (context: ControlContext, act: ControlAct) => Drafted;
  return planner(context, act);
}

function inMaintenance(
  { id, registered: { maintenance } }: ControlContext['instance'],
  user: string | null,
): readonly Check[] {
  if (maintenance === null) return [];
  const { owner, reason } = maintenance;
  return owner === user
    ? [warn(id, message('in-own-maintenance', { instance: id, owner }))]
    : [fail(id, message('in-maintenance', { instance: id, owner, reason }))];
}
