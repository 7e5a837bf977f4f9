/** Who is in a pool: all of its members at once, or one server more or less. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import { asInstant } from '../shared/time.ts';
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { problemOfDuration, refused, remove, set, withinBounds } from './decision.ts';
import type { Milliseconds } from './duration.ts';
import * as limits from './limits.ts';
import { registeredOf } from './registry.ts';
import type { Registry } from './registry.ts';
import { hasControlCharacters } from './tag-expression.ts';

type Command<Kind extends RegistryCommand['kind']> = Extract<RegistryCommand, { readonly kind: Kind }>;

export function decidePool(
  command: Command<'submit-pool' | 'join-pool' | 'leave-pool'>,
  question: RegistryQuestion,
): RegistryDecision {
  switch (command.kind) {
    case 'submit-pool':
      return submit(command, question);
    case 'join-pool':
      return join(command, question);
    case 'leave-pool':
      return leave(command, question);
  }
}

function submit(command: Command<'submit-pool'>, { registry, now }: RegistryQuestion): RegistryDecision {
  const pool = command.pool.trim();
  const members = [...new Set(command.instances)].toSorted();
  const problem = problemOfPool(pool, members.length) ?? problemOfDuration(command.durationMs);
  if (problem !== null) return refused(problem);
  const full = members.find((id) => isFull(id, pool, registry));
  if (full !== undefined) return tooMany(full);
  const left = membersOf(pool, registry).filter((id) => !members.includes(id));
  if (members.length + left.length === 0) return { kind: 'nothing' };
  const expiresAt = endOf(command.durationMs, now);
  return withinBounds(registry, {
    kind: 'change',
    change: {
      put: members.map((instance) => ({ kind: 'pool', instance, pool, at: now, expiresAt })),
      remove: left.map((subject) => ({ kind: 'pool', subject, name: pool })),
    },
    instances: [...members, ...left].toSorted(),
    cluster: null,
    summary: message('audit-submit-pool', { pool, count: members.length }),
  });
}

/** The others stay in it for as long as they were to; of one that is a member already the end is set anew. */
function join(command: Command<'join-pool'>, { registry, now }: RegistryQuestion): RegistryDecision {
  const { instance, durationMs } = command;
  const pool = command.pool.trim();
  const members = membersOf(pool, registry).filter((id) => id !== instance);
  const problem = problemOfPool(pool, members.length + 1) ?? problemOfDuration(durationMs);
  if (problem !== null) return refused(problem);
  if (isFull(instance, pool, registry)) return tooMany(instance);
  const one = { kind: 'pool', instance, pool, at: now, expiresAt: endOf(durationMs, now) } as const;
  return withinBounds(registry, set([one], message('audit-join-pool', { instance, pool })));
}

function leave({ instance, pool: text }: Command<'leave-pool'>, { registry }: RegistryQuestion): RegistryDecision {
  const pool = text.trim();
  if (!registeredOf(registry, instance).pools.includes(pool)) return { kind: 'nothing' };
  const summary = message('audit-leave-pool', { instance, pool });
  return remove([{ kind: 'pool', subject: instance, name: pool }], [instance], summary);
}

function membersOf(pool: string, { instances }: Registry): readonly InstanceId[] {
  return [...instances].flatMap(([id, { pools }]) => (pools.includes(pool) ? [id] : []));
}

function isFull(id: InstanceId, pool: string, registry: Registry): boolean {
  const { pools } = registeredOf(registry, id);
  return !pools.includes(pool) && pools.length >= limits.MAX_POOLS_PER_INSTANCE;
}

function tooMany(instance: InstanceId): RegistryDecision {
  return refused(message('too-many-pools', { instance, limit: limits.MAX_POOLS_PER_INSTANCE }));
}

function endOf(durationMs: Milliseconds | null, now: Instant): Instant | null {
  return durationMs === null ? null : asInstant(now + durationMs);
}

export function problemOfPoolName(pool: string): Message | null {
  return pool === '' || pool.length > limits.MAX_POOL_NAME_LENGTH || hasControlCharacters(pool) || pool.includes('/')
    ? message('pool-name-invalid', { limit: limits.MAX_POOL_NAME_LENGTH })
    : null;
}

function problemOfPool(pool: string, members: number): Message | null {
  const problem = problemOfPoolName(pool);
  if (problem !== null) return problem;
  return members > limits.MAX_POOL_MEMBERS
    ? message('pool-too-large', { pool, limit: limits.MAX_POOL_MEMBERS, count: members })
    : null;
}
