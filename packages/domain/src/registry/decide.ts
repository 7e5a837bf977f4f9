/**
 * Decides what a command changes: pure, so that what is refused is refused before anything is written, and the same
 * everywhere. Asking for what is already so changes nothing and is no error; nothing is written or audited then.
 */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import { unreachable } from '../shared/assert.ts';
import { asInstant } from '../shared/time.ts';
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId, TopologySnapshot } from '../topology/snapshot.ts';
import type { RegistryCommand } from './command.ts';
import { formatDuration } from './duration.ts';
import { decideForgetting } from './decide-forgetting.ts';
import { decideIdentity } from './decide-identity.ts';
import { decideProfile } from './decide-profile.ts';
import { decideOwnWrites } from './decide-own-writes.ts';
import { decidePool } from './decide-pool.ts';
import { decideVirtualName } from './decide-virtual-name.ts';
import { problemOfDuration, problemOfNote, refused, remove, set, withinBounds } from './decision.ts';
import * as limits from './limits.ts';
import type { Registration, RegistrationKey, RegistryChange } from './registration.ts';
import { registeredOf } from './registry.ts';
import type { Registry } from './registry.ts';
import { checkTag, formatTag, hasControlCharacters } from './tag-expression.ts';

export interface RegistryQuestion {
  readonly command: RegistryCommand;
  readonly registry: Registry;
  readonly snapshot: Pick<TopologySnapshot, 'instances' | 'clusters' | 'aliases' | 'edgesBySource'>;
  readonly now: Instant;
  /** Who asks; '' where nobody was named. */
  readonly user?: string;
}

export type RegistryDecision =
  | {
      readonly kind: 'change';
      readonly change: RegistryChange;
      /** Servers of which something was set or taken away, in order. */
      readonly instances: readonly InstanceId[];
      readonly cluster: ClusterId | null;
      readonly summary: Message;
    }
  /** It is so already. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | { readonly kind: 'unknown-cluster'; readonly cluster: ClusterId }
  | { readonly kind: 'refused'; readonly reason: Message };

export function decideRegistration(question: RegistryQuestion): RegistryDecision {
  const { command } = question;
  const unknown = unknownIn(question);
  if (unknown !== null) return unknown;
  switch (command.kind) {
    case 'begin-downtime':
    case 'begin-maintenance':
      return begin(command, question);
    case 'end-downtime':
      return end(command.instance, 'downtime', question);
    case 'end-maintenance':
      return end(command.instance, 'maintenance', question);
    case 'set-tag':
      return setTag(command, question);
    case 'remove-tag':
      return removeTag(command, question);
    case 'submit-pool':
    case 'join-pool':
    case 'leave-pool':
      return decidePool(command, question);
    case 'register-candidate':
      return registerCandidate(command, question);
    case 'withdraw-candidate':
      return end(command.instance, 'promotion-rule', question);
    case 'declare-own-writes':
    case 'withdraw-own-writes':
      return decideOwnWrites(command, question);
    case 'set-cluster-alias':
      return setAlias(command, question);
    case 'set-detection-profile':
      return decideProfile(command, question);
    case 'forget':
    case 'forget-cluster':
    case 'remember':
      return decideForgetting(command, question);
    case 'set-virtual-name':
    case 'remove-virtual-name':
      return decideVirtualName(command, question);
    case 'declare-same':
    case 'declare-different':
    case 'withdraw-declaration':
      return decideIdentity(command, question);
    default:
      return unreachable(command);
  }
}

type Command<Kind extends RegistryCommand['kind']> = Extract<RegistryCommand, { readonly kind: Kind }>;

/** What is known may be ended and taken away also of a server that is not there any more. */
function unknownIn({ command, snapshot, registry }: RegistryQuestion): RegistryDecision | null {
  if (command.kind === 'withdraw-declaration') return null;
  if (isOfCluster(command))
    return snapshot.clusters.has(command.cluster) ? null : { kind: 'unknown-cluster', cluster: command.cluster };
  const named = namedBy(command);
  const isKnown = (id: InstanceId): boolean =>
    snapshot.instances.has(id) || snapshot.aliases.has(id) || registry.instances.has(id);
  const instance = named.find((id) => !isKnown(id));
  return instance === undefined ? null : { kind: 'unknown-instance', instance };
}

type OfCluster = Command<'set-cluster-alias' | 'set-detection-profile' | 'forget-cluster'>;

function isOfCluster(command: RegistryCommand): command is OfCluster {
  return 'cluster' in command;
}

function namedBy(command: Exclude<RegistryCommand, OfCluster>) {
  switch (command.kind) {
    case 'submit-pool':
      return command.instances;
    // The other address may be one that nobody knows yet.
    case 'declare-same':
      return [command.kept];
    case 'declare-different':
      return [command.instance, command.other];
    default:
      return command.instance === null ? [] : [command.instance];
  }
}

function begin(
  command: Command<'begin-downtime' | 'begin-maintenance'>,
  { registry, now }: RegistryQuestion,
): RegistryDecision {
  const { instance } = command;
  const owner = command.owner.trim();
  const reason = command.reason.trim();
  const problem = problemOfNote(owner, reason) ?? problemOfDuration(command.durationMs);
  if (problem !== null) return refused(problem);
  const note = { instance, owner, reason, at: now, expiresAt: asInstant(now + command.durationMs) };
  const duration = formatDuration(command.durationMs);
  const params = { instance, owner, reason, duration };
  if (command.kind === 'begin-downtime')
    return set([{ kind: 'downtime', ...note }], message('audit-begin-downtime', params));
  const held = registeredOf(registry, instance).maintenance;
  if (held !== null)
    return refused(message('already-in-maintenance', { instance, owner: held.owner, reason: held.reason }));
  const one: Registration = { kind: 'maintenance', id: nextMaintenanceId(registry, now), ...note };
  return set([one], message('audit-begin-maintenance', params));
}

/** In milliseconds since 1970 or above the largest that is held: grows also over what was ended, without a counter. */
function nextMaintenanceId(registry: Registry, now: Instant): number {
  let largest = 0;
  for (const one of registry.entries.values()) if (one.kind === 'maintenance') largest = Math.max(largest, one.id);
  return Math.max(now, largest + 1);
}

const ENDED = {
  downtime: 'audit-end-downtime',
  maintenance: 'audit-end-maintenance',
  'promotion-rule': 'audit-withdraw-candidate',
} as const;

function end(instance: InstanceId, kind: keyof typeof ENDED, { registry }: RegistryQuestion): RegistryDecision {
  const known = registeredOf(registry, instance);
  const note = kind === 'downtime' ? known.downtime : kind === 'maintenance' ? known.maintenance : known.promotion;
  if (note === null) return { kind: 'nothing' };
  return remove([{ kind, subject: instance, name: '' }], [instance], message(ENDED[kind], { instance }));
}

function setTag({ instance, name, value }: Command<'set-tag'>, { registry, now }: RegistryQuestion): RegistryDecision {
  const tag = { name: name.trim(), value: value.trim() };
  const problem = checkTag(tag);
  if (problem !== null) return refused(message(`tag-${problem}`, { limit: limits.MAX_TAG_NAME_LENGTH, tag: name }));
  const { tags } = registeredOf(registry, instance);
  const before = tags.find((known) => known.name === tag.name);
  if (before?.value === tag.value) return { kind: 'nothing' };
  if (before === undefined && tags.length >= limits.MAX_TAGS_PER_INSTANCE)
    return refused(message('too-many-tags', { instance, limit: limits.MAX_TAGS_PER_INSTANCE }));
  const one: Registration = { kind: 'tag', instance, ...tag, at: now, expiresAt: null };
  return withinBounds(registry, set([one], message('audit-tag', { instance, tag: formatTag(tag) })));
}

function removeTag({ instance, name, value }: Command<'remove-tag'>, { registry }: RegistryQuestion): RegistryDecision {
  const wanted = name.trim();
  const known = instance === null ? [...registry.instances.keys()].toSorted() : [instance];
  const having = known.filter((id) =>
    registeredOf(registry, id).tags.some(
      (tag) => tag.name === wanted && (value === null || tag.value === value.trim()),
    ),
  );
  if (having.length === 0) return { kind: 'nothing' };
  const keys = having.map((subject): RegistrationKey => ({ kind: 'tag', subject, name: wanted }));
  const tag = value === null ? wanted : formatTag({ name: wanted, value });
  const [first] = having;
  const summary =
    having.length === 1 && first !== undefined
      ? message('audit-untag', { instance: first, tag })
      : message('audit-untag-all', { count: having.length, tag });
  return remove(keys, having, summary);
}

function registerCandidate(
  { instance, rule, durationMs }: Command<'register-candidate'>,
  { now }: RegistryQuestion,
): RegistryDecision {
  const problem = problemOfDuration(durationMs);
  if (problem !== null) return refused(problem);
  const expiresAt = durationMs === null ? null : asInstant(now + durationMs);
  const summary =
    durationMs === null
      ? message('audit-register-candidate', { instance, rule })
      : message('audit-register-candidate-for', { instance, rule, duration: formatDuration(durationMs) });
  return set([{ kind: 'promotion-rule', instance, rule, at: now, expiresAt }], summary);
}

function setAlias(
  { cluster, alias: text }: Command<'set-cluster-alias'>,
  { registry, snapshot, now }: RegistryQuestion,
): RegistryDecision {
  const alias = text?.trim() ?? '';
  const before = registry.clusterAliases.get(cluster) ?? '';
  if (alias === before) return { kind: 'nothing' };
  const name = snapshot.clusters.get(cluster)?.masters[0] ?? cluster;
  if (alias === '') {
    const key: RegistrationKey = { kind: 'cluster-alias', subject: cluster, name: '' };
    const summary = message('audit-remove-cluster-alias', { cluster: name, alias: before });
    return { kind: 'change', change: { put: [], remove: [key] }, instances: [], cluster, summary };
  }
  if (alias.length > limits.MAX_CLUSTER_ALIAS_LENGTH || hasControlCharacters(alias) || alias.includes('/'))
    return refused(message('cluster-alias-invalid', { limit: limits.MAX_CLUSTER_ALIAS_LENGTH }));
  const holder = holderOfAlias(alias, cluster, { registry, snapshot });
  if (holder !== null) return refused(message('cluster-alias-taken', { alias, cluster: holder }));
  const one: Registration = { kind: 'cluster-alias', cluster, alias, at: now, expiresAt: null };
  const summary = message('audit-set-cluster-alias', { cluster: name, alias });
  return { kind: 'change', change: { put: [one], remove: [] }, instances: [], cluster, summary };
}

/** Two clusters of one name would be mistaken for one another; a cluster that is gone keeps nobody from it. */
function holderOfAlias(
  alias: string,
  cluster: ClusterId,
  { registry, snapshot }: Pick<RegistryQuestion, 'registry' | 'snapshot'>,
): string | null {
  for (const other of snapshot.clusters.values()) {
    if (other.id === cluster) continue;
    const own = registry.clusterAliases.get(other.id) ?? other.name;
    if (own === alias || other.members.some((member) => member === alias)) return other.masters[0] ?? other.id;
  }
  return null;
}
