/** S11: whether a replica may be put where a step puts it, by what the scenario knows of both servers. */
import { instanceIdOf } from '@topiary/domain';
import type { PointReplicaAtStep } from '@topiary/domain';
import { treeOf } from '../scenario/parts.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import { isRouter } from '../scenario/routers.ts';
import { isAtLeastAsNew } from '../scenario/versions.ts';
import { idNamed } from '../world/build-fleet.ts';

/** In words; `null`: nothing speaks against it. */
export function misplaced(servers: readonly PlannedServer[], step: PointReplicaAtStep): string | null {
  const replica = servers.find(({ name }) => idNamed(name) === step.instance);
  const target = servers.find(({ name }) => idNamed(name) === instanceIdOf(step.to));
  if (replica === undefined || target === undefined) return 'which is no server';
  const channel = replica.channels.find(({ name }) => name === step.channel);
  if (isRouter(target) && step.positioning !== 'file') return 'which knows no GTIDs';
  if (!isAtLeastAsNew(replica.version, target.version)) return `which is newer (${target.version}, ${replica.version})`;
  // One that a plan made a co-master has a channel that the scenario knows nothing of, and the data of its own tree.
  if (treeOf(target.name) !== treeOf(channel?.source ?? replica.name)) return 'which has other data';
  return passesOn(target) ? null : 'which does not pass on what it applies';
}

function passesOn({ channels, settings }: PlannedServer): boolean {
  const logs = settings['log_replica_updates'] ?? settings['log_slave_updates'];
  return channels.length === 0 || logs !== 'OFF';
}
