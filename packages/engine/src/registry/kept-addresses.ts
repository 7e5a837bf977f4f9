/** A server may be named by any of its addresses; what is registered hangs on the one under which it is kept. */
import type { InstanceId, RegistryCommand, TopologySnapshot } from '@topiary/domain';

export function onKeptAddresses(command: RegistryCommand, aliases: TopologySnapshot['aliases']): RegistryCommand {
  const kept = (id: InstanceId): InstanceId => aliases.get(id) ?? id;
  if (command.kind === 'set-cluster-alias') return command;
  if (command.kind === 'submit-pool') return { ...command, instances: command.instances.map(kept) };
  if (command.kind === 'remove-tag')
    return { ...command, instance: command.instance === null ? null : kept(command.instance) };
  return { ...command, instance: kept(command.instance) };
}
