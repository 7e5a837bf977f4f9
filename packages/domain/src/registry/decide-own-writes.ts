/** That a replica is written to on purpose, as a person says, until it is withdrawn or its time is over. */
import { message } from '../planning/message.ts';
import { asInstant } from '../shared/time.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { problemOfDuration, problemOfNote, refused, remove, set, withinBounds } from './decision.ts';
import { formatDuration } from './duration.ts';
import { registeredOf } from './registry.ts';

type Command = Extract<RegistryCommand, { readonly kind: 'declare-own-writes' | 'withdraw-own-writes' }>;

export function decideOwnWrites(command: Command, { registry, now }: RegistryQuestion): RegistryDecision {
  const { instance } = command;
  if (command.kind === 'withdraw-own-writes') {
    if (registeredOf(registry, instance).ownWrites === null) return { kind: 'nothing' };
    const summary = message('audit-withdraw-own-writes', { instance });
    return remove([{ kind: 'own-writes', subject: instance, name: '' }], [instance], summary);
  }
  const { durationMs } = command;
  const [owner, reason] = [command.owner.trim(), command.reason.trim()];
  const problem = problemOfNote(owner, reason) ?? problemOfDuration(durationMs);
  if (problem !== null) return refused(problem);
  const expiresAt = durationMs === null ? null : asInstant(now + durationMs);
  const params = { instance, owner, reason };
  const summary =
    durationMs === null
      ? message('audit-own-writes', params)
      : message('audit-own-writes-for', { ...params, duration: formatDuration(durationMs) });
  return withinBounds(registry, set([{ kind: 'own-writes', instance, owner, reason, at: now, expiresAt }], summary));
}
