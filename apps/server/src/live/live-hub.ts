/**
 * Live changes for browsers, as `live.ts` of the contract describes them. The hub listens to the engine once, makes each
 * patch once, and writes the same bytes to every connection that wants them.
 */
import type { ClusterId } from '@topiary/domain';
import type { Clock, Engine, EngineChange, Logger, PlanState, Random } from '@topiary/engine';
import { HEARTBEAT_INTERVAL_MS } from '@topiary/contract';
import type { Request, Response } from 'express';
import { failure } from '../http/outcome.ts';
import type { Identity } from '../http/request-context.ts';
import { sendOutcome } from '../http/send.ts';
import { presentPlan } from '../presenters/plan-view.ts';
import type { PresentedStatus } from '../presenters/status-view.ts';
import type { PlanFollower } from '../services/plan-follower.ts';
import type { TopologyViews } from '../services/topology-views.ts';
import { createClusterStream } from './cluster-stream.ts';
import type { ClusterStream } from './cluster-stream.ts';
import { frameOf, openConnection } from './connection.ts';
import type { Connection, Frame } from './connection.ts';
import { createFleetStream } from './fleet-stream.ts';
import type { FleetStream } from './fleet-stream.ts';
import { createPacer } from './pacer.ts';
import type { Pacer } from './pacer.ts';

export const MAX_LIVE_CONNECTIONS = 500;
/** At most one patch per cluster in this time when only positions, lag or times changed. */
export const CLUSTER_DATA_INTERVAL_MS = 100;
export const FLEET_DATA_INTERVAL_MS = 500;
export const STATUS_INTERVAL_MS = 1_000;
export const FINDINGS_INTERVAL_MS = 500;
export const RECOVERIES_INTERVAL_MS = 250;

export interface LiveHub {
  connect(request: Request, response: Response): void;
  /**
   * Which clusters a connection wants. The whole is sent of those that are new; a repeated subscription to the very same
   * clusters asks for the whole of each again.
   */
  subscribe(connection: string, clusters: readonly ClusterId[]): 'subscribed' | 'unknown';
  connections(): number;
  /** Ends every stream; browsers come back by themselves when the next process answers. */
  close(): void;
}

export interface LiveHubOptions {
  readonly engine: Pick<Engine, 'onChange'>;
  readonly views: TopologyViews;
  readonly plans: PlanFollower;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly status: (identity: Identity) => PresentedStatus;
}

export function createLiveHub(options: LiveHubOptions): LiveHub {
  return new EngineLiveHub(options);
}

class EngineLiveHub implements LiveHub {
  readonly #options: LiveHubOptions;
  readonly #connections = new Map<string, Connection>();
  /** Of the clusters that somebody is subscribed to. */
  readonly #streams = new Map<ClusterId, ClusterStream>();
  /** Kept up to date only while somebody listens. */
  #fleet: FleetStream | null = null;
  readonly #changedInFleet = new Set<ClusterId>();
  readonly #clusterPacer: Pacer<ClusterId>;
  readonly #fleetPacer: Pacer<'fleet'>;
  readonly #statusPacer: Pacer<'status'>;
  readonly #changedFindings = new Set<ClusterId>();
  readonly #findingsPacer: Pacer<'findings'>;
  readonly #changedRecoveries = new Set<string>();
  readonly #recoveriesPacer: Pacer<'recoveries'>;
  readonly #stopListening: readonly (() => void)[];
  #stopBeating: () => void = () => undefined;
  #isClosed = false;

  constructor(options: LiveHubOptions) {
    const { clock } = options;
    this.#options = options;
    this.#clusterPacer = createPacer({
      clock,
      intervalMs: CLUSTER_DATA_INTERVAL_MS,
      send: (id) => this.#sendCluster(id),
    });
    this.#fleetPacer = createPacer({ clock, intervalMs: FLEET_DATA_INTERVAL_MS, send: () => this.#sendFleet() });
    this.#statusPacer = createPacer({ clock, intervalMs: STATUS_INTERVAL_MS, send: () => this.#sendStatusToAll() });
    this.#findingsPacer = createPacer({ clock, intervalMs: FINDINGS_INTERVAL_MS, send: () => this.#sendFindings() });
    this.#recoveriesPacer = createPacer({
      clock,
      intervalMs: RECOVERIES_INTERVAL_MS,
      send: () => this.#sendRecoveries(),
    });
    this.#stopListening = [
      options.engine.onChange((change) => this.#note(change)),
      options.plans.onAdvance((state) => this.#sendPlan(state)),
    ];
    this.#beatLater();
  }

  connect(request: Request, response: Response): void {
    if (this.#isClosed) return sendOutcome(response, failure('shutting-down'));
    if (this.#connections.size >= MAX_LIVE_CONNECTIONS) {
      return sendOutcome(response, failure('too-many-connections', { limit: MAX_LIVE_CONNECTIONS }));
    }
    const { clock, random, logger } = this.#options;
    const id = random.id();
    const connection = openConnection({
      id,
      request,
      response,
      onClose: () => this.#drop(id),
      onOverrun: (waitingBytes) => logger.warn('live.connection-dropped', { connection: id, waitingBytes }),
    });
    this.#connections.set(id, connection);
    connection.send(frameOf({ type: 'hello', connection: id, now: clock.now() }));
    this.#sendStatus(connection);
    this.#fleet ??= createFleetStream(this.#options.views);
    connection.send(this.#fleet.whole());
  }

  subscribe(id: string, clusters: readonly ClusterId[]): 'subscribed' | 'unknown' {
    const connection = this.#connections.get(id);
    if (connection === undefined) return 'unknown';
    const wanted = new Set(clusters);
    const added = [...wanted].filter((cluster) => !connection.clusters.has(cluster));
    const isSame = added.length === 0 && wanted.size === connection.clusters.size;
    connection.clusters = wanted;
    this.#dropUnusedStreams();
    for (const cluster of isSame ? wanted : added) connection.send(this.#streamOf(cluster).whole());
    return 'subscribed';
  }

  connections(): number {
    return this.#connections.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stopListening) stop();
    this.#stopBeating();
    for (const pacer of [
      this.#clusterPacer,
      this.#fleetPacer,
      this.#statusPacer,
      this.#findingsPacer,
      this.#recoveriesPacer,
    ])
      pacer.stop();
    for (const connection of this.#connections.values()) connection.end();
  }

  #note(change: EngineChange): void {
    if (change.kind === 'status') this.#statusPacer.changed('status', 'paced');
    if (change.kind === 'findings') this.#noteFindings(change.clusters);
    if (change.kind === 'recovery' && this.#connections.size > 0) {
      this.#changedRecoveries.add(change.uid);
      this.#recoveriesPacer.changed('recoveries', 'paced');
    }
    if (change.kind !== 'topology') return;
    this.#noteClusters(change.structure, 'now');
    this.#noteClusters(change.gone, 'now');
    this.#noteClusters(change.data, 'paced');
  }

  #noteClusters(clusters: readonly ClusterId[], urgency: 'now' | 'paced'): void {
    if (clusters.length === 0 || this.#connections.size === 0) return;
    for (const id of clusters) {
      this.#changedInFleet.add(id);
      if (this.#streams.has(id)) this.#clusterPacer.changed(id, urgency);
    }
    this.#fleetPacer.changed('fleet', urgency);
  }

  #noteFindings(clusters: readonly ClusterId[]): void {
    if (this.#connections.size === 0) return;
    for (const id of clusters) this.#changedFindings.add(id);
    this.#findingsPacer.changed('findings', 'now');
  }

  #sendFindings(): void {
    const frame = frameOf({ type: 'findings', clusters: [...this.#changedFindings] });
    this.#changedFindings.clear();
    for (const connection of this.#connections.values()) connection.send(frame);
  }

  #sendRecoveries(): void {
    const frame = frameOf({ type: 'recoveries', uids: [...this.#changedRecoveries] });
    this.#changedRecoveries.clear();
    for (const connection of this.#connections.values()) connection.send(frame);
  }

  #sendCluster(id: ClusterId): void {
    const frame = this.#streams.get(id)?.advance() ?? null;
    if (frame !== null) this.#sendToSubscribed(id, frame);
  }

  #sendFleet(): void {
    const frame = this.#fleet?.advance(this.#changedInFleet) ?? null;
    this.#changedInFleet.clear();
    if (frame !== null) for (const connection of this.#connections.values()) connection.send(frame);
  }

  #sendPlan(state: PlanState): void {
    const { cluster } = state.plan;
    if (!this.#streams.has(cluster)) return;
    this.#sendToSubscribed(cluster, frameOf({ type: 'plan', plan: presentPlan(state) }));
    this.#clusterPacer.changed(cluster, 'now');
  }

  #sendStatus(connection: Connection): void {
    connection.send(frameOf({ type: 'status', status: this.#options.status(connection.identity) }));
  }

  #sendStatusToAll(): void {
    for (const connection of this.#connections.values()) this.#sendStatus(connection);
  }

  #sendToSubscribed(cluster: ClusterId, frame: Frame): void {
    for (const connection of this.#connections.values()) if (connection.clusters.has(cluster)) connection.send(frame);
  }

  #beatLater(): void {
    const { clock } = this.#options;
    this.#stopBeating = clock.schedule(HEARTBEAT_INTERVAL_MS, () => {
      const frame = frameOf({ type: 'heartbeat', now: clock.now() });
      for (const connection of this.#connections.values()) connection.send(frame);
      if (this.#connections.size > 0) this.#statusPacer.changed('status', 'paced');
      this.#beatLater();
    });
  }

  #streamOf(id: ClusterId): ClusterStream {
    const stream = this.#streams.get(id) ?? createClusterStream(id, this.#options.views);
    this.#streams.set(id, stream);
    return stream;
  }

  #drop(id: string): void {
    this.#connections.delete(id);
    if (this.#connections.size === 0) this.#fleet = null;
    this.#dropUnusedStreams();
  }

  #dropUnusedStreams(): void {
    const connections = [...this.#connections.values()];
    for (const id of this.#streams.keys()) {
      if (connections.some((connection) => connection.clusters.has(id))) continue;
      this.#streams.delete(id);
      this.#clusterPacer.forget(id);
    }
  }
}
