/**
 * Every gate that an automatic recovery passes, as data: open or closed, why, and what opens it. All are always judged, so
 * that a person who opens one sees what else is closed. By hand only the gates that keep two from acting at once count.
 */
import { message } from '../../planning/message.ts';
import type { Message } from '../../planning/message.ts';
import type { TimedNote } from '../../registry/registered.ts';
import { assert } from '../../shared/assert.ts';
import { timeText } from '../../shared/time-text.ts';
import { asInstant } from '../../shared/time.ts';
import type { Instant } from '../../shared/time.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterId } from '../../topology/snapshot.ts';
import { blockOf } from './anti-flapping.ts';
import type { Block, EarlierRecovery } from './anti-flapping.ts';
import { matchingFilter } from './cluster-filter.ts';
import type { FilteredCluster } from './cluster-filter.ts';
import { FAST } from '../detection-rules.ts';
import { filterKeyFor, filtersFor, profileOf } from './recovery-rules.ts';
import type { RecoveryRules } from './recovery-rules.ts';
import type { RecoveryScope } from './recovery-scope.ts';
import { NO_BRAKE } from './storm.ts';
import type { Brake } from './storm.ts';
import { switchedOff } from './recovery-switch.ts';
import type { Switches } from './recovery-switch.ts';

export const RECOVERY_GATES = [
  'actor',
  'store',
  'global-switch',
  'cluster-switch',
  'cluster-filter',
  'setting',
  'ignored-host',
  'downtime',
  'maintenance',
  'profile',
  'storm-brake',
  'running',
  'anti-flapping',
] as const;
export type RecoveryGateCode = (typeof RECOVERY_GATES)[number];

export interface RecoveryGate {
  readonly code: RecoveryGateCode;
  readonly isOpen: boolean;
  readonly why: Message;
  /** What a person can do; `null`: it is open, or only time helps. */
  readonly howToOpen: Message | null;
  /** The recovery that keeps it closed, by its uid. */
  readonly recovery: string | null;
}

export type Acting =
  | { readonly kind: 'self' }
  | { readonly kind: 'other'; readonly holder: string }
  | { readonly kind: 'observe-only'; readonly reason: string };

export interface GateQuestion {
  readonly scope: RecoveryScope;
  readonly cluster: FilteredCluster & { readonly id: ClusterId };
  readonly instance: {
    readonly id: InstanceId;
    readonly downtime: TimedNote | null;
    readonly maintenance: TimedNote | null;
    /** `null`: it does not fail. */
    readonly failingSince: Instant | null;
  };
  /** Absent: nothing speaks against the evidence. */
  readonly brake?: Brake;
  readonly rules: RecoveryRules;
  readonly acting: Acting;
  readonly switches: Switches;
  readonly earlier: readonly EarlierRecovery[];
  readonly forced: boolean;
  readonly now: Instant;
}

/** In the order of `RECOVERY_GATES`. */
export function recoveryGates(question: GateQuestion): readonly RecoveryGate[] {
  const { instance, rules, forced } = question;
  const always = [actorGate(question.acting)];
  const blocks = blockGates(question);
  if (forced) return [...always, ...blocks];
  return [
    ...always,
    ...switchGates(question),
    filterGate(question),
    settingGate(question),
    ignoredGate(instance.id, rules),
    noteGate('downtime', instance.id, saidByPeople(question)),
    noteGate('maintenance', instance.id, instance.maintenance),
    profileGate(question),
    brakeGate(question),
    ...blocks,
  ];
}

export function closedGate(gates: readonly RecoveryGate[]): RecoveryGate | null {
  return gates.find((gate) => !gate.isOpen) ?? null;
}

function open(code: RecoveryGateCode, why: Message): RecoveryGate {
  return { code, isOpen: true, why, howToOpen: null, recovery: null };
}

function closed(code: RecoveryGateCode, why: Message, howToOpen: Message | null, recovery?: string): RecoveryGate {
  return { code, isOpen: false, why, howToOpen, recovery: recovery ?? null };
}

function actorGate(acting: Acting): RecoveryGate {
  if (acting.kind === 'self') return open('actor', message('gate-actor-open'));
  if (acting.kind === 'observe-only') {
    const { reason } = acting;
    return closed('actor', message('gate-actor-observe-only', { reason }), message('gate-actor-observe-only-how'));
  }
  const { holder } = acting;
  return closed('actor', message('gate-actor-other', { holder }), message('gate-actor-other-how', { holder }));
}

/** Of switches that keep a cluster from being recovered: which. */
export function closedSwitchGate(question: SwitchQuestion): RecoveryGate {
  const gate = closedGate(switchGates(question));
  assert(gate !== null, 'a switch is off', question);
  return gate;
}

interface SwitchQuestion extends Pick<GateQuestion, 'switches' | 'now'> {
  readonly cluster: Pick<GateQuestion['cluster'], 'id' | 'name'>;
}

function switchGates({ switches, cluster, now }: SwitchQuestion): readonly RecoveryGate[] {
  if (switches.kind === 'unreadable') {
    const { detail } = switches;
    return [closed('store', message('gate-switch-unreadable', { detail }), message('gate-switch-unreadable-how'))];
  }
  const global = switchedOff(switches.off, { cluster: null, now });
  const own = switchedOff(switches.off, { cluster: cluster.id, now });
  const params = { cluster: cluster.name };
  return [
    open('store', message('gate-store-open')),
    global === null
      ? open('global-switch', message('gate-global-switch-open'))
      : closed('global-switch', message('gate-global-switch', said(global)), message('gate-global-switch-how')),
    own === null
      ? open('cluster-switch', message('gate-cluster-switch-open', params))
      : closed(
          'cluster-switch',
          message('gate-cluster-switch', { ...params, ...said(own) }),
          message('gate-cluster-switch-how', params),
        ),
  ];
}

function said({ owner, reason, expiresAt }: { owner: string; reason: string; expiresAt: Instant | null }) {
  return { owner, reason, until: expiresAt === null ? '∞' : timeText(expiresAt) };
}

function filterGate({ scope, cluster, rules }: GateQuestion): RecoveryGate {
  const filters = filtersFor(scope, rules);
  const key = filterKeyFor(scope);
  const found = matchingFilter(filters, cluster);
  if (found !== null)
    return open(
      'cluster-filter',
      message('gate-cluster-filter-open', { key, filter: found.text, cluster: cluster.name }),
    );
  const why = filters.length === 0 ? 'gate-cluster-filter-empty' : 'gate-cluster-filter';
  const params = { key, cluster: cluster.name };
  return closed('cluster-filter', message(why, params), message('gate-cluster-filter-how', params));
}

function settingGate({ scope, rules }: GateQuestion): RecoveryGate {
  if (scope === 'semi-sync' && !rules.repairsSemiSync)
    return closed('setting', message('gate-setting-semi-sync'), message('gate-setting-semi-sync-how'));
  if (scope === 'writable' && !rules.makesWritable)
    return closed('setting', message('gate-setting-writable'), message('gate-setting-writable-how'));
  return open('setting', message('gate-setting-open'));
}

function ignoredGate(instance: InstanceId, rules: RecoveryRules): RecoveryGate {
  const pattern = rules.ignores(instance);
  if (pattern === null) return open('ignored-host', message('gate-ignored-host-open', { instance }));
  const params = { instance, pattern };
  return closed('ignored-host', message('gate-ignored-host', params), message('gate-ignored-host-how', params));
}

/** Old masters that come back are no failure that waits for anything. */
function isReplacement({ scope }: GateQuestion): boolean {
  return scope === 'master' || scope === 'intermediate';
}

function profileGate(question: GateQuestion): RecoveryGate {
  const { cluster, instance, rules, now } = question;
  const profile = isReplacement(question) ? profileOf(cluster, rules) : FAST;
  if (profile.kind === 'fast') return open('profile', message('gate-profile-open'));
  if (profile.kind === 'by-hand') {
    const chosen = rules.chosen?.(cluster.id) ?? null;
    if (chosen !== null) {
      const { by: owner, reason } = chosen;
      const params = { cluster: cluster.name, instance: instance.id };
      const why = message('gate-profile-chosen', { cluster: cluster.name, owner, reason });
      return closed('profile', why, message('gate-profile-chosen-how', params));
    }
    const filter = matchingFilter(rules.profiles?.byHand ?? [], cluster)?.text ?? '';
    const why = message('gate-profile-by-hand', { cluster: cluster.name, filter });
    return closed('profile', why, message('gate-profile-by-hand-how', { instance: instance.id, filter }));
  }
  const params = { cluster: cluster.name, seconds: profile.graceMs / 1000 };
  if (instance.failingSince === null || now >= instance.failingSince + profile.graceMs)
    return open('profile', message('gate-profile-grace-open', params));
  const until = timeText(asInstant(instance.failingSince + profile.graceMs));
  return closed('profile', message('gate-profile-grace', { ...params, instance: instance.id, until }), null);
}

function brakeGate(question: GateQuestion): RecoveryGate {
  const { instance, brake = NO_BRAKE } = question;
  if (!isReplacement(question) || brake.kind === 'open')
    return open('storm-brake', message('gate-storm-brake-open', { instance: instance.id }));
  if (brake.kind === 'asking') {
    const { asked, of } = brake;
    return closed('storm-brake', message('gate-storm-brake-asking', { instance: instance.id, asked, of }), null);
  }
  const params = { masters: brake.masters, of: brake.of, since: timeText(brake.since) };
  return closed('storm-brake', message('gate-storm-brake', params), message('gate-storm-brake-how'));
}

/** What Topiary itself notes of a master that it gave up keeps nobody from closing it when it comes back. */
function saidByPeople({ scope, instance: { downtime } }: GateQuestion): TimedNote | null {
  return scope === 'old-master' && downtime?.owner === OWNER ? null : downtime;
}

const OWNER = 'topiary';

function noteGate(code: 'downtime' | 'maintenance', instance: InstanceId, note: TimedNote | null): RecoveryGate {
  if (note === null) return open(code, message(`gate-${code}-open`, { instance }));
  const { owner, reason, endsAt } = note;
  const params = { instance, owner, reason, until: timeText(endsAt) };
  return closed(code, message(`gate-${code}`, params), message(`gate-${code}-how`, { instance }));
}

function blockGates({ cluster, instance, scope, rules, earlier, forced, now }: GateQuestion): readonly RecoveryGate[] {
  const wanted = { cluster: cluster.id, instance: instance.id, scope, forced, at: now, blockMs: rules.blockMs };
  const block = blockOf(earlier, wanted);
  const running = block?.kind === 'running' ? gateOfBlock(block) : open('running', message('gate-running-open'));
  const flapping =
    block === null || block.kind === 'running'
      ? open('anti-flapping', message('gate-anti-flapping-open'))
      : gateOfBlock(block);
  return forced ? [running] : [running, flapping];
}

/** Also what registering answers, which asks in its own transaction. */
export function gateOfBlock({ kind, by, until }: Block): RecoveryGate {
  const params = { uid: by.uid, instance: by.instance };
  const { uid } = by;
  if (kind === 'running') return closed('running', message('gate-running', params), null, uid);
  const timed = { ...params, until: until === null ? '' : timeText(until) };
  if (kind === 'tried-just-now') return closed('anti-flapping', message('gate-tried-just-now', timed), null, uid);
  const how = message('gate-anti-flapping-how', { uid });
  const why = kind === 'successor' ? 'gate-recent-successor' : 'gate-recent-recovery';
  return closed('anti-flapping', message(why, timed), how, uid);
}
