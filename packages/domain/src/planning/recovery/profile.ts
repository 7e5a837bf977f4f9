/**
 * What else changes with who takes the writes: variables of the configuration, what a restart brings back of who may write,
 * and on which server events run. What could fail is done before the master is closed, where it can still be taken back.
 */
import type { Policy } from '../../policy/policy.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import type { ServerStanding } from '../../processes/standing.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import type { PlanReads } from '../reads.ts';
import type { SetVariablesStep, SwitchEventsStep, VariableChange } from './profile-steps.ts';
import { baseOf } from './replacing.ts';
import type { Base, Replacing } from './replacing.ts';

export interface Profile {
  readonly checks: readonly Check[];
  /** In the lane of the old master, before it is closed. */
  readonly before: readonly Step[];
  /** In that of the successor, once it is open. */
  readonly after: readonly Step[];
}

/** Names that a statement takes as they are. */
const VARIABLE = /^[a-z][a-z0-9_]{0,63}$/;
const VALUE = /^[\w.,:+-]{1,128}$/;
const OFF = { read_only: '0', super_read_only: '0' } as const;

/** Of both servers; the names in lower case. */
export function variablesAskedFor({ policy }: Pick<Replacing, 'policy'>): readonly string[] {
  const { promoted, demoted } = policy.takeover ?? DEFAULT_TAKEOVER;
  const names = [...Object.keys(promoted), ...Object.keys(demoted)].map((name) => name.toLowerCase());
  return [...new Set(names)].filter((name) => VARIABLE.test(name));
}

export function profile(replacing: Replacing, standings: PlanReads['standings']): Profile {
  const { master, successor, policy } = replacing;
  const { promoted, demoted } = policy.takeover ?? DEFAULT_TAKEOVER;
  const [of, its] = [master, successor].map(({ id }) => standings?.get(id));
  // A preview that reads nothing says nothing of it.
  if (of === undefined || its === undefined) return { checks: [], before: [], after: [] };
  if (of.kind === 'failed' || its.kind === 'failed') {
    const [instance, code] =
      of.kind === 'failed' ? [master.id, of.code] : [successor.id, its.kind === 'failed' ? its.code : ''];
    return { checks: [warn(instance, message('standing-not-read', { instance, code }))], before: [], after: [] };
  }
  const up = variables({ on: successor, wanted: promoted, standing: its.value });
  const down = variables({ on: master, wanted: demoted, standing: of.value });
  const events = eventSteps(replacing, { master: of.value, successor: its.value });
  const lane = master.id;
  const own = successor.id;
  return {
    checks: [...up.checks, ...down.checks, ...events.checks],
    before: [...setting(baseOf(lane, successor.id, policy.deadlines.changeServerMs), up.changes), ...events.before],
    after: [
      ...persisting(baseOf(own, successor.id, policy.deadlines.changeServerMs), {
        policy,
        instance: successor,
        standing: its.value,
        closed: false,
      }),
      ...persisting(baseOf(own, master.id, policy.deadlines.changeServerMs), {
        policy,
        instance: master,
        standing: of.value,
        closed: true,
      }),
      ...setting(baseOf(own, master.id, policy.deadlines.changeServerMs), down.changes),
      ...events.after,
    ],
  };
}

interface Wanted {
  readonly on: Instance;
  readonly wanted: Readonly<Record<string, string>>;
  readonly standing: ServerStanding;
}

export function variables({ on, wanted, standing }: Wanted) {
  const changes: VariableChange[] = [];
  const checks: Check[] = [];
  for (const [written, to] of Object.entries(wanted)) {
    const name = written.toLowerCase();
    const was = standing.variables[name];
    const params = { instance: on.id, variable: written, value: to };
    if (!VARIABLE.test(name) || !VALUE.test(to)) checks.push(fail(on.id, message('variable-not-settable', params)));
    else if (was === undefined) checks.push(warn(on.id, message('variable-unknown', params)));
    else if (!isSame(was, to)) changes.push({ name, to, was });
  }
  return { changes, checks };
}

/** Switches are shown as words and set as numbers. */
function isSame(was: string, to: string): boolean {
  const plain = (value: string): string => ({ ON: '1', OFF: '0' })[value.toUpperCase()] ?? value.toUpperCase();
  return plain(was) === plain(to);
}

export function setting(base: Base, changes: readonly VariableChange[]): readonly SetVariablesStep[] {
  return changes.length === 0 ? [] : [{ ...base, kind: 'set-variables', changes }];
}

interface Persisting {
  readonly policy: Policy;
  readonly instance: Instance;
  readonly standing: ServerStanding;
  /** It is to take no writes. */
  readonly closed: boolean;
}

/** Where what is persisted, or is to be, would bring it back in the other part. */
export function persisting(
  base: Base,
  { policy, instance, standing: { persisted, variables: read }, closed }: Persisting,
): readonly SetVariablesStep[] {
  if (instance.observation?.product.flavor === 'mariadb' || !canPersist(read)) return [];
  const always = (policy.takeover ?? DEFAULT_TAKEOVER).persistsReadOnly;
  const names = ['read_only', 'super_read_only'] as const;
  const wrong = names.filter((name) => {
    const kept = persisted[name];
    return kept === undefined ? always : !isSame(kept, closed ? '1' : '0');
  });
  if (wrong.length === 0) return [];
  // `read_only` off takes the other with it, and `super_read_only` on sets both.
  const ordered = closed ? names : names.toReversed();
  const to = closed ? { read_only: '1', super_read_only: '1' } : OFF;
  const changes = ordered.map((name) => ({ name, to: to[name], was: persisted[name] ?? (closed ? '0' : '1') }));
  return [{ ...base, kind: 'set-variables', changes, persists: true }];
}

function canPersist({ persisted_globals_load: load }: ServerStanding['variables']): boolean {
  return load !== undefined && isSame(load, '1');
}

/** Those that run on the master now run on the successor then, and on the master no more. */
function eventSteps(
  { master, successor, policy }: Replacing,
  read: { readonly master: ServerStanding; readonly successor: ServerStanding },
) {
  const running = read.master.events.filter(({ state }) => state === 'enabled');
  const keyOf = ({ database, name }: { readonly database: string; readonly name: string }): string =>
    `${database}.${name}`;
  const names = new Set(running.map(keyOf));
  const waiting = read.successor.events.filter((event) => event.state === 'disabled-on-replica');
  const toEnable = waiting.filter((event) => names.has(keyOf(event)));
  const step = (lane: Instance, on: Instance, more: Pick<SwitchEventsStep, 'events' | 'to'>): SwitchEventsStep => ({
    ...baseOf(lane.id, on.id, policy.deadlines.changeServerMs),
    kind: 'switch-events',
    to: more.to,
    events: more.events.map(({ database, name, definer }) => ({ database, name, definer })),
  });
  const unseen = [...(read.master.seesEvents ? [] : [master.id]), ...(read.successor.seesEvents ? [] : [successor.id])];
  const isOff = running.length > 0 && !isSame(read.successor.variables['event_scheduler'] ?? 'ON', 'ON');
  return {
    checks: [
      ...unseen.map((instance) => pass(instance, message('events-not-seen', { instance }))),
      ...(isOff ? [warn(successor.id, message('event-scheduler-off', { instance: successor.id }))] : []),
    ],
    before: running.length === 0 ? [] : [step(master, master, { events: running, to: 'disabled-on-replica' })],
    after: toEnable.length === 0 ? [] : [step(successor, successor, { events: toEnable, to: 'enabled' })],
  };
}
