/** A server may be named by any of its addresses; what is registered hangs on the one under which it is kept. */
import type { InstanceId, RegistryCommand, TopologySnapshot } from '@topiary/domain';

/** A tombstone stands at an address, and who is who is about addresses, not about servers: those stay as they are. */
export function onKeptAddresses(command: RegistryCommand, aliases: TopologySnapshot['aliases']): RegistryCommand {
  const kept = (id: InstanceId): InstanceId => aliases.get(id) ?? id;
  switch (command.kind) {
    case 'set-cluster-alias':
    case 'set-detection-profile':
    case 'forget-cluster':
    case 'remember':
    case 'declare-different':
    case 'withdraw-declaration':
      return command;
    case 'declare-same':
      return command.instance === command.kept ? command : { ...command, kept: keptBut(command, kept) };
    case 'submit-pool':
      return { ...command, instances: command.instances.map(kept) };
    case 'remove-tag':
      return { ...command, instance: command.instance === null ? null : kept(command.instance) };
    default:
      return { ...command, instance: kept(command.instance) };
  }
}

/** Where the address that should keep the other is an alias of it, the decision says so. */
function keptBut(
  { instance, kept }: Extract<RegistryCommand, { readonly kind: 'declare-same' }>,
  keptOf: (id: InstanceId) => InstanceId,
): InstanceId {
  const end = keptOf(kept);
  return end === instance ? kept : end;
}
