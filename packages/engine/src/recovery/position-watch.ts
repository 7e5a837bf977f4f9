/**
 * Since when the binary log of a semi-sync source stands at one position while too few replicas acknowledge. Counted from
 * the moment at which they became too few: a log that was quiet before says nothing of that.
 */
import type { ClusterId, Instance, InstanceId, Instant, TopologySnapshot } from '@topiary/domain';

interface Held {
  readonly position: string;
  readonly since: Instant;
}

export class PositionWatch {
  private readonly held = new Map<InstanceId, Held>();

  get since(): ReadonlyMap<InstanceId, Instant> {
    return new Map([...this.held].map(([id, { since }]) => [id, since]));
  }

  changed({ clusters, instances }: TopologySnapshot, changed: Iterable<ClusterId>): void {
    for (const cluster of changed) for (const id of clusters.get(cluster)?.members ?? []) this.look(instances.get(id));
    for (const id of this.held.keys()) if (!instances.has(id)) this.held.delete(id);
  }

  private look(instance: Instance | undefined): void {
    if (instance === undefined) return;
    const { id, observedAt } = instance;
    const position = waitingAt(instance);
    if (position === null || observedAt === null) return void this.held.delete(id);
    if (this.held.get(id)?.position !== position) this.held.set(id, { position, since: observedAt });
  }
}

/** `null`: it does not wait for acknowledgements that too few can give. */
function waitingAt({ observation }: Instance): string | null {
  if (observation === null) return null;
  const { semiSync, binlog } = observation;
  const { sourceEnabled, sourceActive, sourceClients, sourceWaitForReplicas } = semiSync;
  if (sourceEnabled !== true || sourceActive !== true || binlog === null) return null;
  const isShort = sourceClients !== null && sourceWaitForReplicas !== null && sourceClients < sourceWaitForReplicas;
  return isShort ? `${binlog.file}:${binlog.position}` : null;
}
