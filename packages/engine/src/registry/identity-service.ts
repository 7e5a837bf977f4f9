/**
 * Who is who, and who is known at all, for those who drive the engine: forgetting and coming back, names, and which
 * cluster goes on with which id. What holds is registered (`registry-service.ts`); discovery lives by it.
 */
import type { Actor, Address, ClusterId, InstanceId, RegistryCommand } from '@topiary/domain';
import { asClusterId, instanceIdOf, message, textOfKey } from '@topiary/domain';
import type { DiscoverResult, NamesState, RegistryResult, ResolvedName } from '../api.ts';
import type { Discovery } from '../discovery/discovery.ts';
import { LOOK_UP_DEADLINE_MS } from '../discovery/host-names.ts';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { NameResolver } from '../ports/names.ts';
import type { Random } from '../ports/random.ts';
import type { AuditLog } from '../ports/store.ts';
import { NO_NAMING } from '../settings.ts';
import type { EngineSettings } from '../settings.ts';
import { placingOf } from './place-clusters.ts';
import type { PlaceCommand } from './place-clusters.ts';
import type { RegistryService } from './registry-service.ts';

export interface IdentityServiceOptions {
  readonly names: NameResolver;
  readonly random: Random;
  readonly clock: Clock;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly settings: Pick<EngineSettings, 'names'>;
  readonly discovery: Discovery;
  readonly registry: () => RegistryService;
  readonly lockOn: PlanService['lockOn'];
}

export class IdentityService {
  private readonly options: IdentityServiceOptions;

  constructor(options: IdentityServiceOptions) {
    this.options = options;
  }

  /** Whoever discovers a forgotten server that answers remembers it again. */
  async discover(address: Address, actor: Actor): Promise<DiscoverResult> {
    const { discovery } = this.options;
    const outcome = await discovery.discover(address);
    if (outcome.kind !== 'kept-out' || outcome.reason !== 'forgotten') return outcome;
    const result = await this.register({ kind: 'remember', instance: outcome.id, why: 'asked' }, actor);
    if (result.kind === 'not-the-actor' || result.kind === 'store-failing') return result;
    const again = await discovery.discover(address);
    // It was taken in a moment ago, when it was remembered.
    return again.kind === 'discovered' && again.id === outcome.id ? { ...again, known: false } : again;
  }

  async register(command: RegistryCommand, actor: Actor): Promise<RegistryResult> {
    const busy = this.planInTheWayOf(command);
    if (busy !== null) return busy;
    const registry = this.options.registry();
    const server = command.kind === 'remember' ? this.serverForgottenAt(command.instance) : null;
    const result = await registry.run(command, actor);
    if (server !== null && result.kind === 'done' && result.instances.length > 0)
      this.options.discovery.comeBack(server);
    return result;
  }

  async placeCluster(command: PlaceCommand, actor: Actor): Promise<RegistryResult> {
    const { discovery, random, registry } = this.options;
    const isNew = command.kind === 'split-cluster';
    const cluster = isNew ? asClusterId(random.id()) : command.cluster;
    if (!isNew && !discovery.knowsCluster(cluster)) return { kind: 'unknown-cluster', cluster };
    return registry().act(() => this.place(command, cluster, actor));
  }

  names(): NamesState {
    const { discovery, settings } = this.options;
    const entries = [...this.options.registry().registry.entries.values()];
    const { aliases, instances } = discovery.snapshot;
    const isProved = (id: InstanceId, host: string): boolean => {
      const port = instances.get(id)?.address.port;
      return port !== undefined && aliases.get(instanceIdOf({ host, port })) === id;
    };
    return {
      ...discovery.names.state,
      settings: settings.names ?? NO_NAMING,
      forgotten: entries.filter((one) => one.kind === 'forgotten').toSorted(byInstance),
      virtualNames: entries
        .filter((one) => one.kind === 'virtual-name')
        .toSorted(byInstance)
        .map((one) => ({ ...one, isProved: isProved(one.instance, one.host) })),
      declarations: entries
        .filter((one) => one.kind === 'same-server' || one.kind === 'different-servers')
        .toSorted(byInstance),
    };
  }

  async resolve(address: Address): Promise<ResolvedName> {
    const { discovery, names } = this.options;
    const { name, id } = await discovery.names.resolve(address);
    const connection = await names.connect(
      { host: name.name, port: address.port },
      { deadlineMs: LOOK_UP_DEADLINE_MS },
    );
    return { asked: instanceIdOf(address), id, name, connection };
  }

  resetNames(actor: Actor): number {
    const { discovery, clock, audit } = this.options;
    const count = discovery.names.reset();
    audit.write({
      at: clock.now(),
      actor,
      action: 'reset-hostname-resolve-cache',
      cluster: null,
      clusterName: null,
      instance: null,
      plan: null,
      result: 'ok',
      summary: [message('audit-reset-names', { count })],
    });
    return count;
  }

  private place(command: PlaceCommand, cluster: ClusterId, actor: Actor): RegistryResult {
    const { discovery, clock, audit } = this.options;
    const { instance } = command;
    const { snapshot } = discovery;
    const id = snapshot.aliases.get(instance) ?? instance;
    const own = snapshot.instances.get(id)?.cluster;
    if (own === undefined) return { kind: 'unknown-instance', instance };
    const present = snapshot.instances.get(id)?.role === 'replaced' ? snapshot.replaced.get(id) : undefined;
    if (present !== undefined)
      return { kind: 'refused', reason: message('cluster-of-replaced', { instance, present }) };
    const { part, claims } = placingOf(snapshot, id, cluster);
    if (own === cluster && part.length === snapshot.clusters.get(cluster)?.members.length)
      return { kind: 'refused', reason: message('cluster-id-held-there', { instance }) };
    const busy = this.planOn(own) ?? this.planOn(cluster);
    if (busy !== null) return busy;
    discovery.placeClusters(claims);
    audit.write({
      at: clock.now(),
      actor,
      action: command.kind,
      cluster,
      clusterName: discovery.snapshot.clusters.get(cluster)?.name ?? null,
      instance: id,
      plan: null,
      result: 'ok',
      summary: [message(`audit-${command.kind}`, { instance: id, cluster })],
    });
    return { kind: 'done', instances: part };
  }

  private planInTheWayOf(command: RegistryCommand): RegistryResult | null {
    const { instances, aliases } = this.options.discovery.snapshot;
    if (command.kind === 'forget-cluster') return this.planOn(command.cluster);
    if (command.kind !== 'forget') return null;
    const cluster = instances.get(aliases.get(command.instance) ?? command.instance)?.cluster;
    return cluster === undefined ? null : this.planOn(cluster);
  }

  private planOn(cluster: ClusterId): RegistryResult | null {
    const lock = this.options.lockOn(cluster);
    if (lock === null) return null;
    const { plan, actor } = lock;
    return { kind: 'refused', reason: message('cluster-has-a-plan', { user: actor.user, plan }) };
  }

  private serverForgottenAt(id: InstanceId): InstanceId | null {
    const { entries } = this.options.registry().registry;
    const found = entries.get(textOfKey({ kind: 'forgotten', subject: id, name: '' }));
    return found?.kind === 'forgotten' ? found.server : null;
  }
}

function byInstance(left: { readonly instance: InstanceId }, right: { readonly instance: InstanceId }): number {
  return left.instance < right.instance ? -1 : 1;
}
