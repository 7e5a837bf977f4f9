/** What people say about which addresses lead to one server, where that cannot be proved or was answered wrongly. */
import { message } from '../planning/message.ts';
import type { InstanceId } from '../topology/address.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { refused, remove, withinBounds } from './decision.ts';
import { pairOf } from './declared.ts';
import type { RegistrationKey } from './registration.ts';

type Identity = Extract<
  RegistryCommand,
  { readonly kind: 'declare-same' | 'declare-different' | 'withdraw-declaration' }
>;

export function decideIdentity(command: Identity, question: RegistryQuestion): RegistryDecision {
  switch (command.kind) {
    case 'declare-same':
      return declareSame(command, question);
    case 'declare-different':
      return declareDifferent(command, question);
    case 'withdraw-declaration':
      return withdraw(command, question);
  }
}

function declareSame(
  { instance, kept }: Extract<Identity, { readonly kind: 'declare-same' }>,
  { registry, snapshot, now, user }: RegistryQuestion,
): RegistryDecision {
  const { declared } = registry;
  if (instance === kept) return refused(message('same-address-twice', { instance }));
  // The other way round: what is known under an alias cannot keep the one that it is an alias of.
  if (snapshot.aliases.get(kept) === instance)
    return refused(message('already-one-server', { instance: kept, kept: instance }));
  if (declared.same.get(instance) === kept) return { kind: 'nothing' };
  if (declared.same.has(kept))
    return refused(message('already-one-server', { instance: kept, kept: declared.same.get(kept) ?? kept }));
  const contrary = declared.different.has(pairOf(instance, kept)) ? [differentKey(instance, kept)] : [];
  return withinBounds(registry, {
    kind: 'change',
    change: {
      put: [{ kind: 'same-server', instance, kept, by: user ?? '', at: now, expiresAt: null }],
      remove: contrary,
    },
    instances: [instance, kept].toSorted(),
    cluster: null,
    summary: message('audit-declare-same', { instance, kept }),
  });
}

function declareDifferent(
  { instance, other }: Extract<Identity, { readonly kind: 'declare-different' }>,
  { registry, now, user }: RegistryQuestion,
): RegistryDecision {
  const { declared } = registry;
  if (instance === other) return refused(message('same-address-twice', { instance }));
  if (declared.different.has(pairOf(instance, other))) return { kind: 'nothing' };
  const [least = instance, most = other] = [instance, other].toSorted();
  return withinBounds(registry, {
    kind: 'change',
    change: {
      put: [{ kind: 'different-servers', instance: least, other: most, by: user ?? '', at: now, expiresAt: null }],
      remove: sameKeys(instance, other, registry),
    },
    instances: [least, most],
    cluster: null,
    summary: message('audit-declare-different', { instance: least, other: most }),
  });
}

function withdraw(
  { instance, other }: Extract<Identity, { readonly kind: 'withdraw-declaration' }>,
  { registry }: RegistryQuestion,
): RegistryDecision {
  const different = registry.declared.different.has(pairOf(instance, other)) ? [differentKey(instance, other)] : [];
  const declared = [...different, ...sameKeys(instance, other, registry)];
  if (declared.length === 0) return { kind: 'nothing' };
  const summary = message('audit-withdraw-declaration', { instance, other });
  return remove(declared, [instance, other].toSorted(), summary);
}

function differentKey(left: InstanceId, right: InstanceId): RegistrationKey {
  const [subject = left, name = right] = [left, right].toSorted();
  return { kind: 'different-servers', subject, name };
}

function sameKeys(
  left: InstanceId,
  right: InstanceId,
  { declared }: RegistryQuestion['registry'],
): readonly RegistrationKey[] {
  const pairs = [
    [left, right],
    [right, left],
  ] as const;
  return pairs.flatMap(([subject, kept]) =>
    declared.same.get(subject) === kept ? [{ kind: 'same-server', subject, name: '' } as const] : [],
  );
}
