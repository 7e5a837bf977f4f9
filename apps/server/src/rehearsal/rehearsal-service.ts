/** Rehearsals of what is there now: who dies, which clusters that concerns, and what keeps life from going that way. */
import { closedGate, FAST, hostOf, profileOf } from '@topiary/domain';
import type {
  ClusterId,
  DetectionProfile,
  InstanceId,
  Policy,
  RecoveryGate,
  RecoveryRules,
  TopologySnapshot,
} from '@topiary/domain';
import type { Engine } from '@topiary/engine';
import { MAX_REHEARSED_SERVERS } from '@topiary/simulator';
import type { Rehearsal, RehearsedSettings } from '@topiary/simulator';
import { playInThread } from './rehearsal-thread.ts';

export type RehearsalWish =
  | { readonly kind: 'instance'; readonly instance: InstanceId; readonly how: 'process' | 'machine' }
  | { readonly kind: 'host'; readonly host: string; readonly how: 'process' | 'machine' }
  | { readonly kind: 'data-center'; readonly dataCenter: string; readonly how: 'process' | 'machine' };

export interface HeldBack {
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly gate: RecoveryGate;
}

export type RehearsalResult =
  | {
      readonly kind: 'done';
      readonly dies: readonly InstanceId[];
      readonly rehearsal: Rehearsal;
      readonly heldBack: readonly HeldBack[];
      /** What the rehearsal started from: the clusters concerned. */
      readonly before: TopologySnapshot;
    }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | { readonly kind: 'nothing-dies'; readonly what: string }
  | { readonly kind: 'too-large'; readonly count: number; readonly limit: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface RehearsalServiceOptions {
  readonly engine: Pick<Engine, 'snapshot' | 'recoveries'>;
  readonly policy: Policy;
  readonly settings: RehearsedSettings;
  /** Left out: in a thread. */
  readonly play?: typeof playInThread;
}

export class RehearsalService {
  private readonly options: RehearsalServiceOptions;
  private isBusy = false;

  constructor(options: RehearsalServiceOptions) {
    this.options = options;
  }

  /** Rejects when the recoveries of before cannot be read. One at a time: each takes a processor for itself. */
  async rehearse(wish: RehearsalWish): Promise<RehearsalResult> {
    const live = this.options.engine.snapshot();
    if (wish.kind === 'instance' && findDying(live, wish).length === 0 && !live.instances.has(canonical(live, wish)))
      return { kind: 'unknown-instance', instance: wish.instance };
    const dies = findDying(live, wish).filter((id) => live.instances.get(id)?.health === 'ok');
    if (dies.length === 0) return { kind: 'nothing-dies', what: textOf(wish) };
    const before = clustersOf(live, dies);
    const count = before.instances.size;
    if (count > MAX_REHEARSED_SERVERS) return { kind: 'too-large', count, limit: MAX_REHEARSED_SERVERS };
    if (this.isBusy) return { kind: 'busy' };
    this.isBusy = true;
    try {
      return await this.play({ before, dies, how: wish.how });
    } finally {
      this.isBusy = false;
    }
  }

  private async play(question: {
    readonly before: TopologySnapshot;
    readonly dies: readonly InstanceId[];
    readonly how: 'process' | 'machine';
  }): Promise<RehearsalResult> {
    const { engine, policy, settings, play = playInThread } = this.options;
    const { before, dies, how } = question;
    const {
      masters: _masters,
      intermediateMasters: _middle,
      restartsReceivers: _restarts,
      ignores,
      chosen: _chosen,
      profiles: _profiles,
      ...rules
    } = engine.recoveries.rules;
    const ignored = new Map([...before.instances.keys()].flatMap((id) => pairs(id, ignores(id))));
    const profiles = profilesIn(before, engine.recoveries.rules);
    const reply = await play({ snapshot: before, dies, how, policy, rules, profiles, ignored, settings });
    if (reply.kind === 'failed') return reply;
    return { kind: 'done', dies, before, rehearsal: reply.rehearsal, heldBack: await this.heldBack(before, dies) };
  }

  private async heldBack(before: TopologySnapshot, dies: readonly InstanceId[]): Promise<readonly HeldBack[]> {
    const all = await Promise.all(
      [...before.clusters.values()].map(async ({ id: cluster, name: clusterName }) => {
        const readiness = await this.options.engine.recoveries.readiness(cluster);
        return (readiness?.servers ?? []).flatMap(({ instance, gates }) => {
          const gate = dies.includes(instance) ? closedGate(gates) : null;
          return gate === null ? [] : [{ instance, cluster, clusterName, gate }];
        });
      }),
    );
    return all.flat();
  }
}

/** Where people decide, it is played as if somebody decided at once: that the cluster is theirs stands beside it, as a gate. */
function profilesIn({ clusters }: TopologySnapshot, rules: RecoveryRules): ReadonlyMap<ClusterId, DetectionProfile> {
  return new Map(
    [...clusters.values()].map(({ id, name, alias, masters }) => {
      const named = { id, name, alias: alias?.text ?? null, masterAddress: masters[0] ?? null };
      const profile = profileOf(named, rules);
      return [id, profile.kind === 'by-hand' ? FAST : profile];
    }),
  );
}

function canonical(live: TopologySnapshot, { instance }: { readonly instance: InstanceId }): InstanceId {
  return live.aliases.get(instance) ?? instance;
}

function findDying(live: TopologySnapshot, wish: RehearsalWish): readonly InstanceId[] {
  const all = [...live.instances.values()];
  switch (wish.kind) {
    case 'instance':
      return all.filter(({ id }) => id === canonical(live, wish)).map(({ id }) => id);
    case 'host':
      return all.filter((one) => hostOf(one) === wish.host).map(({ id }) => id);
    case 'data-center':
      return all.filter(({ classification }) => classification.dataCenter === wish.dataCenter).map(({ id }) => id);
  }
}

function textOf(wish: RehearsalWish): string {
  switch (wish.kind) {
    case 'instance':
      return wish.instance;
    case 'host':
      return wish.host;
    case 'data-center':
      return wish.dataCenter;
  }
}

function pairs(id: InstanceId, expression: string | null): readonly (readonly [InstanceId, string])[] {
  return expression === null ? [] : [[id, expression]];
}

/** The part of a snapshot that holds these servers' clusters, whole. */
function clustersOf(live: TopologySnapshot, dies: readonly InstanceId[]): TopologySnapshot {
  const ids = new Set(dies.flatMap((id) => live.instances.get(id)?.cluster ?? []));
  const isIn = (id: InstanceId): boolean => {
    const cluster = live.instances.get(id)?.cluster;
    return cluster !== undefined && ids.has(cluster);
  };
  const part = <Value>(map: ReadonlyMap<InstanceId, Value>) => new Map([...map].filter(([id]) => isIn(id)));
  return {
    asOf: live.asOf,
    instances: part(live.instances),
    edges: live.edges.filter(({ replica }) => isIn(replica)),
    edgesByReplica: part(live.edgesByReplica),
    edgesBySource: part(live.edgesBySource),
    clusters: new Map([...live.clusters].filter(([id]) => ids.has(id))),
    aliases: new Map([...live.aliases].filter(([, id]) => isIn(id))),
    replaced: part(live.replaced),
  };
}
