/**
 * Keeps how all clusters stand, when somebody asks for it and at an interval (`snapshot-topologies`,
 * `SnapshotTopologiesIntervalHours`). The interval counts from the newest that is kept, so that restarts, and whoever acts
 * next, neither repeat one nor leave one out.
 */
import type { Actor, Instance, InstanceId, Instant, TopologySnapshot } from '@topiary/domain';
import { instanceIdOf, message } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { TopologyPicture, Pictures, PictureMember } from '../ports/pictures.ts';
import type { Store } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';

/** How often it is looked whether the next one is due: a wall clock may jump, and another process may begin to act. */
export const PICTURE_LOOK_MS = 60_000;

export type TakePicturesResult =
  | { readonly kind: 'taken'; readonly at: Instant; readonly clusters: number }
  | { readonly kind: 'not-the-actor' }
  | { readonly kind: 'store-failing'; readonly detail: string };

export interface TopologyPicturesOptions {
  readonly store: Pick<Store, 'pictures' | 'audit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
  readonly settings: Pick<EngineSettings, 'pictureIntervalMs'>;
}

export class TopologyPictures {
  private readonly options: TopologyPicturesOptions;
  private cancel: () => void = () => undefined;
  private isStopped = false;
  /** Of any that is kept; `null`: not asked yet, or none is. */
  private newest: Instant | null = null;

  constructor(options: TopologyPicturesOptions) {
    this.options = options;
  }

  start(): void {
    if (this.options.settings.pictureIntervalMs !== undefined) this.lookLater();
  }

  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  /** Of every cluster, as it is known now. */
  async take(actor: Actor): Promise<TakePicturesResult> {
    const { store, clock, snapshot, mayAct } = this.options;
    if (!mayAct()) return { kind: 'not-the-actor' };
    const at = clock.now();
    const pictures = picturesOf(snapshot(), at);
    try {
      await store.pictures.save(pictures);
    } catch (error) {
      return { kind: 'store-failing', detail: detailOf(error) };
    }
    this.newest = at;
    store.audit.write({
      at,
      actor,
      action: 'snapshot-topologies',
      cluster: null,
      clusterName: null,
      instance: null,
      plan: null,
      result: 'ok',
      summary: [message('audit-topologies-kept', { count: pictures.length })],
    });
    return { kind: 'taken', at, clusters: pictures.length };
  }

  times(...asked: Parameters<Pictures['times']>): ReturnType<Pictures['times']> {
    return this.options.store.pictures.times(...asked);
  }

  read(...asked: Parameters<Pictures['read']>): ReturnType<Pictures['read']> {
    return this.options.store.pictures.read(...asked);
  }

  private lookLater(): void {
    if (this.isStopped) return;
    this.cancel = this.options.clock.schedule(PICTURE_LOOK_MS, () => {
      void this.takeWhenDue().finally(() => this.lookLater());
    });
  }

  private async takeWhenDue(): Promise<void> {
    const { mayAct, logger } = this.options;
    if (!mayAct()) {
      // Whoever acts now takes them.
      this.newest = null;
      return;
    }
    try {
      if (!(await this.isDue())) return;
      const result = await this.take(TOPIARY);
      if (result.kind === 'store-failing') logger.error('topologies-not-kept', { detail: result.detail });
    } catch (error) {
      logger.error('topologies-not-kept', { detail: detailOf(error) });
    }
  }

  private async isDue(): Promise<boolean> {
    const { store, clock, settings } = this.options;
    this.newest ??= (await store.pictures.times(null))[0] ?? null;
    return this.newest === null || clock.now() - this.newest >= (settings.pictureIntervalMs ?? Infinity);
  }
}

function picturesOf(snapshot: TopologySnapshot, at: Instant): readonly TopologyPicture[] {
  return [...snapshot.clusters.values()].map(({ id, name, members }) => ({
    cluster: id,
    clusterName: name,
    at,
    members: members.flatMap((member) => {
      const instance = snapshot.instances.get(member);
      return instance === undefined ? [] : [memberOf(instance, snapshot)];
    }),
  }));
}

function memberOf(instance: Instance, snapshot: TopologySnapshot): PictureMember {
  const [edge] = snapshot.edgesByReplica.get(instance.id) ?? [];
  return {
    instance: instance.id,
    source: edge?.source ?? primaryOf(instance, snapshot),
    version: instance.observation?.product.version.text ?? '',
  };
}

/** Of a group with one primary. */
function primaryOf({ id, observation }: Instance, { aliases }: TopologySnapshot): InstanceId | null {
  const primaries = (observation?.group?.members ?? []).filter(({ role }) => role === 'PRIMARY');
  const address = primaries.length === 1 ? (primaries[0]?.address ?? null) : null;
  if (address === null) return null;
  const named = instanceIdOf(address);
  const primary = aliases.get(named) ?? named;
  return primary === id ? null : primary;
}
