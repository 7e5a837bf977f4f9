/**
 * Knows which masters fail on evidence that may be the network's, cluster by cluster, and whether they make a storm. A storm
 * is told once when it begins and once when it ends; a person who knows better releases those that are in it.
 */
import type {
  Actor,
  Brake,
  BrakeRules,
  ClusterId,
  FailingMaster,
  InstanceId,
  Message,
  Storm,
  TopologySnapshot,
} from '@topiary/domain';
import { brakeOf, edgesTo, isFailing, isIndependent, message, stormIn } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AuditLog } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';

/** Named in the audit and in alerts. */
const MAX_NAMES = 5;

export interface StormWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly rules: BrakeRules;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
  /** A storm began or ended. */
  readonly onStorm: () => void;
}

interface ClusterMasters {
  readonly all: readonly InstanceId[];
  readonly failing: readonly FailingMaster[];
}

export class StormWatch {
  private readonly options: StormWatchOptions;
  private readonly byCluster = new Map<ClusterId, ClusterMasters>();
  /** By a person, until they answer again. */
  private readonly released = new Set<InstanceId>();
  private current: Storm | null = null;

  constructor(options: StormWatchOptions) {
    this.options = options;
  }

  get storm(): Storm | null {
    return this.current;
  }

  changed(clusters: Iterable<ClusterId>): void {
    const snapshot = this.options.snapshot();
    let isOther = false;
    for (const cluster of clusters) {
      const now = this.mastersOf(snapshot, cluster);
      const before = this.byCluster.get(cluster);
      isOther ||= !sameFailing(before?.failing ?? [], now.failing) || before?.all.length !== now.all.length;
      if (now.all.length === 0) this.byCluster.delete(cluster);
      else this.byCluster.set(cluster, now);
    }
    if (isOther) this.judge();
  }

  brake(instance: InstanceId): Brake {
    if (this.released.has(instance)) return { kind: 'open' };
    const masters = [...this.byCluster.values()].flatMap(({ all }) => all);
    return brakeOf({ snapshot: this.options.snapshot(), instance, storm: this.current, masters });
  }

  /** Those that are in the storm now are recovered as policy says. */
  release(actor: Actor): Message {
    const storm = this.current;
    if (storm === null) return message('storm-none');
    for (const id of storm.masters) this.released.add(id);
    const said = message('storm-released', { masters: storm.masters.length, names: namesOf(storm) });
    this.audit(actor, 'ok', said);
    this.recount();
    return said;
  }

  private recount(): void {
    this.changed([...this.byCluster.keys()]);
    this.judge();
  }

  private judge(): void {
    const clusters = [...this.byCluster.values()];
    const of = clusters.reduce((sum, { all }) => sum + all.length, 0);
    const now = stormIn(
      clusters.flatMap(({ failing }) => failing),
      of,
      this.options.rules,
    );
    const before = this.current;
    this.current = now;
    if ((before === null) === (now === null)) return;
    this.tell(now);
    this.options.onStorm();
  }

  private tell(storm: Storm | null): void {
    const { logger, mayAct } = this.options;
    const said =
      storm === null
        ? message('storm-ended')
        : message('storm-began', { masters: storm.masters.length, of: storm.of, names: namesOf(storm) });
    if (storm === null) logger.info('storm-ended');
    else logger.warn('storm-began', { masters: storm.masters.length, of: storm.of });
    if (mayAct()) this.audit(TOPIARY, storm === null ? 'ok' : 'failed', said);
  }

  private mastersOf(snapshot: TopologySnapshot, cluster: ClusterId): ClusterMasters {
    const all = (snapshot.clusters.get(cluster)?.masters ?? []).filter((id) => edgesTo(snapshot, id).length > 0);
    const failing = all.flatMap((id) => {
      const instance = snapshot.instances.get(id);
      if (instance === undefined || !isFailing(instance)) {
        this.released.delete(id);
        return [];
      }
      if (this.released.has(id) || isIndependent(snapshot, instance)) return [];
      return [{ id, since: instance.failingSince ?? snapshot.asOf }];
    });
    return { all, failing };
  }

  private audit(actor: Actor, result: 'ok' | 'failed', said: Message): void {
    this.options.audit.write({
      at: this.options.clock.now(),
      actor,
      action: 'storm-brake',
      cluster: null,
      clusterName: null,
      instance: null,
      plan: null,
      result,
      summary: [said],
    });
  }
}

function sameFailing(one: readonly FailingMaster[], other: readonly FailingMaster[]): boolean {
  return (
    one.length === other.length && one.every(({ id, since }, at) => other[at]?.id === id && other[at].since === since)
  );
}

function namesOf({ masters }: Storm): string {
  const more = masters.length > MAX_NAMES ? ', …' : '';
  return `${masters.slice(0, MAX_NAMES).join(', ')}${more}`;
}
