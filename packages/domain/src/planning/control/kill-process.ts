/**
 * Ending what a client runs, or its connection. A server names both by a number that it gives to others later, so that the
 * list is read when the plan is made and again right before it is run; a plan of which something else runs by then is stale.
 * Threads of replication have acts of their own. Source: spec/refactoring §17.
 */
import { keptStatement } from '../../processes/shown-statement.ts';
import type { ServerProcess } from '../../processes/process.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { KillProcessStep } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import type { UpkeepAct } from './upkeep-acts.ts';

type KillAct = Extract<UpkeepAct, { kind: 'kill-query' }>;

export function killQuery(context: ControlContext, { process: number, what }: KillAct): Drafted {
  const { instance, reads, policy } = context;
  const { processes: read } = reads;
  if (read?.kind !== 'read') {
    const params = { instance: instance.id, code: read?.code ?? 'NOT_ASKED' };
    return refused(fail(instance.id, message('processes-not-read', params)));
  }
  const { processes, grant } = read.value;
  const found = processes.find(({ id }) => id === number);
  if (found === undefined) {
    const params = { instance: instance.id, process: number };
    return refused(
      fail(
        instance.id,
        grant === null ? message('process-gone', params) : message('process-not-seen', { ...params, grant }),
      ),
    );
  }
  const checks = [mayBeKilled(context, found), ...runsSomething(context, found, what)];
  const step: KillProcessStep = {
    ...stepBase(context, policy.deadlines.changeServerMs),
    kind: 'kill-process',
    process: number,
    what,
    user: found.user,
    host: found.host,
    database: found.database,
    statement: keptStatement(found.statement),
  };
  const runs = message('process-seen', {
    process: number,
    user: found.user,
    host: found.host,
    seconds: found.seconds,
    state: found.state === '' ? found.command : found.state,
  });
  return { checks, notes: [runs], lanes: [[step]] };
}

function mayBeKilled({ instance }: ControlContext, { id, role, user }: ServerProcess): Check {
  const params = { instance: instance.id, process: id };
  switch (role) {
    case 'client':
      return pass(instance.id, message('process-of-client', { ...params, user }));
    case 'replication':
      return fail(instance.id, message('process-of-replication', params));
    case 'server':
      return fail(instance.id, message('process-of-server', params));
    case 'topiary':
      return fail(instance.id, message('process-of-topiary', params));
  }
}

function runsSomething(
  { instance }: ControlContext,
  { id, statement }: ServerProcess,
  what: KillAct['what'],
): readonly Check[] {
  const params = { instance: instance.id, process: id };
  // What it changed and has not committed goes with either.
  if (what === 'connection') return [warn(instance.id, message('connection-rolls-back', params))];
  return statement === ''
    ? [fail(instance.id, message('process-runs-nothing', params))]
    : [warn(instance.id, message('query-rolls-back', params))];
}
