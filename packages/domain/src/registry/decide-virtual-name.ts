/** The name that replicas are given for a server instead of its address. Source: spec/discovery §10, "Unresolving". */
import { message } from '../planning/message.ts';
import { asInstant } from '../shared/time.ts';
import { instanceIdOf, parseAddress } from '../topology/address.ts';
import type { InstanceId } from '../topology/address.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { problemOfDuration, refused, remove, set, withinBounds } from './decision.ts';
import { formatDuration } from './duration.ts';
import { registeredOf } from './registry.ts';

type Naming = Extract<RegistryCommand, { readonly kind: 'set-virtual-name' | 'remove-virtual-name' }>;

export function decideVirtualName(command: Naming, question: RegistryQuestion): RegistryDecision {
  const { instance } = command;
  const { registry, now } = question;
  if (command.kind === 'remove-virtual-name') {
    const known = registeredOf(registry, instance).virtualName;
    if (known === null) return { kind: 'nothing' };
    const summary = message('audit-remove-virtual-name', { instance, name: known.host });
    return remove([{ kind: 'virtual-name', subject: instance, name: '' }], [instance], summary);
  }
  const problem = problemOfDuration(command.durationMs);
  if (problem !== null) return refused(problem);
  const host = hostIn(command.host);
  if (host === null) return refused(message('virtual-name-invalid', { name: command.host.slice(0, MAX_SHOWN) }));
  const holder = holderOf(host, instance, question);
  if (holder !== null) return refused(message('virtual-name-taken', { name: host, instance: holder }));
  const expiresAt = command.durationMs === null ? null : asInstant(now + command.durationMs);
  const summary =
    command.durationMs === null
      ? message('audit-virtual-name', { instance, name: host })
      : message('audit-virtual-name-for', { instance, name: host, duration: formatDuration(command.durationMs) });
  return withinBounds(registry, set([{ kind: 'virtual-name', instance, host, at: now, expiresAt }], summary));
}

const MAX_SHOWN = 100;

/** `null`: not a host; a port does not belong to it. */
function hostIn(text: string): string | null {
  const trimmed = text.trim();
  const parsed = parseAddress(trimmed);
  return parsed.ok && parsed.address.host === trimmed.toLowerCase() ? parsed.address.host : null;
}

/** Where that name stands for a server already: two servers under one name would be mistaken for one another. */
function holderOf(host: string, instance: InstanceId, { snapshot, registry }: RegistryQuestion): InstanceId | null {
  const known = snapshot.instances.get(instance);
  if (known === undefined) return null;
  const { port } = known.address;
  const named = instanceIdOf({ host, port });
  const server = snapshot.instances.get(named);
  if (named === instance || (server?.observation ?? null) !== null) return named;
  const aliased = snapshot.aliases.get(named);
  if (aliased !== undefined && aliased !== instance) return aliased;
  for (const [id, { virtualName }] of registry.instances)
    if (id !== instance && virtualName?.host === host && snapshot.instances.get(id)?.address.port === port) return id;
  return null;
}
