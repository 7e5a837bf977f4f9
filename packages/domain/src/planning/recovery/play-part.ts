/**
 * A server set up for the part that it plays by now: variables of the configuration, what a restart brings back of who may
 * write, and events. A takeover does so on its way; where a master is replaced because it is gone, nothing is asked before
 * the successor is open, and this is done when it is.
 */
import type { ServerStanding } from '../../processes/standing.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import { isFail } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { refused, stepBase } from '../control/control-context.ts';
import type { ControlContext, Drafted } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { writabilityOf } from '../server-step-faces.ts';
import type { LastMileAct, ServerPart } from './last-mile-acts.ts';
import { persisting, setting, variables } from './profile.ts';

export function playPart(context: ControlContext, { part }: Extract<LastMileAct, { kind: 'play-part' }>): Drafted {
  const { instance, observed, policy, reads } = context;
  const isOpen = writabilityOf(observed) === 'writable';
  if (isOpen !== (part === 'master'))
    return refused(fail(instance.id, message(`part-is-not-${part}`, { instance: instance.id })));
  const read = reads.standings?.get(instance.id) ?? { kind: 'failed', code: 'not-asked' };
  if (read.kind === 'failed')
    return refused(fail(instance.id, message('standing-not-read', { instance: instance.id, code: read.code })));
  const { promoted, demoted } = policy.takeover ?? DEFAULT_TAKEOVER;
  const set = variables({ on: instance, wanted: part === 'master' ? promoted : demoted, standing: read.value });
  const events = switchEvents(context, part, read.value);
  const base = stepBase({ instance }, policy.deadlines.changeServerMs);
  const steps: readonly Step[] = [
    ...persisting(base, { policy, instance, standing: read.value, closed: part === 'replica' }),
    ...setting(base, set.changes),
    ...events.steps,
  ];
  const checks = [...set.checks, ...events.checks];
  if (steps.length > 0 || checks.some(isFail)) return { checks, lanes: [steps] };
  return refused(...checks, fail(instance.id, message('part-is-played', { instance: instance.id })));
}

/** A replica that took over runs what its master ran; nobody else runs it twice. */
function switchEvents(
  { instance, observed, policy }: ControlContext,
  part: ServerPart,
  { events, seesEvents, variables: read }: ServerStanding,
): { readonly checks: readonly Check[]; readonly steps: readonly Step[] } {
  const { id } = instance;
  const concerned = events.filter(({ state }) => state === (part === 'master' ? 'disabled-on-replica' : 'enabled'));
  const unseen = seesEvents ? [] : [pass(id, message('events-not-seen', { instance: id }))];
  if (concerned.length === 0) return { checks: unseen, steps: [] };
  // Nobody changes an event there, and to open it for that would let others write.
  if (writabilityOf(observed) === 'super-read-only')
    return { checks: [...unseen, warn(id, stayEnabled(instance, concerned.length))], steps: [] };
  const isOff = part === 'master' && ['OFF', '0', 'DISABLED'].includes((read['event_scheduler'] ?? 'ON').toUpperCase());
  return {
    checks: [...unseen, ...(isOff ? [warn(id, message('event-scheduler-off', { instance: id }))] : [])],
    steps: [
      {
        ...stepBase({ instance }, policy.deadlines.changeServerMs),
        kind: 'switch-events',
        to: part === 'master' ? 'enabled' : 'disabled-on-replica',
        events: concerned.map(({ database, name, definer }) => ({ database, name, definer })),
      },
    ],
  };
}

function stayEnabled({ id }: Instance, count: number) {
  return message('events-stay-enabled', { instance: id, count });
}
