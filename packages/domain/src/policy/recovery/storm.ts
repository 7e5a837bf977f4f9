/**
 * Many masters that fail at once are more often one network than many deaths. What a refusal tells, or a kernel that takes
 * connections for a process which stands still, no network makes up; and where all of a master's replicas answer and have
 * lost it themselves, somebody else than Topiary misses it too. What is left, a server that is gone together with some of
 * those that would know better, is evidence only as long as few fail like that: beyond a number or a share, nothing is
 * replaced on it. And before anything is replaced on it, all other masters are asked, so that the first of two hundred is
 * not replaced before the second is missed.
 */
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { ProbeFailureKind } from '../../topology/observation.ts';
import { hearsNothing } from '../../topology/silence.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Instant } from '../../shared/time.ts';

export interface BrakeRules {
  /** More than so many masters that fail at once make a storm; 0: the number does not count. */
  readonly masters: number;
  /** The same as a share of all masters, of which two at least must fail; 0: the share does not count. */
  readonly share: number;
  /** Failures that began within this time began at once. */
  readonly windowMs: number;
}

export const DEFAULT_BRAKE: BrakeRules = { masters: 5, share: 0.3, windowMs: 60_000 };

export interface FailingMaster {
  readonly id: InstanceId;
  readonly since: Instant;
}

export interface Storm {
  /** In order of id. */
  readonly masters: readonly InstanceId[];
  readonly since: Instant;
  /** Of how many masters in all. */
  readonly of: number;
}

export type Brake =
  | { readonly kind: 'open' }
  | { readonly kind: 'storm'; readonly masters: number; readonly of: number; readonly since: Instant }
  /** Others were not asked since it fails: they may be missing too. */
  | { readonly kind: 'asking'; readonly asked: number; readonly of: number };

export const NO_BRAKE: Brake = { kind: 'open' };

/** The host itself answered, so that there is a way to it. */
const TOLD_BY_HOST: ReadonlySet<ProbeFailureKind> = new Set(['refused', 'connection-lost', 'frozen', 'server-error']);

export function isFailing({ health }: Pick<Instance, 'health'>): boolean {
  return health === 'suspect' || health === 'unreachable';
}

/** Somebody or something else than the network between Topiary and the server says that it fails. */
export function isIndependent(snapshot: TopologySnapshot, { id, failure }: Instance): boolean {
  if (failure !== null && TOLD_BY_HOST.has(failure.kind)) return true;
  const edges = edgesTo(snapshot, id);
  return (
    edges.length > 0 &&
    edges.every((edge) => {
      const replica = snapshot.instances.get(edge.replica);
      if (replica?.health !== 'ok') return false;
      const channel = replica.observation?.channels.find(({ name }) => name === edge.channel);
      return hearsNothing(replica, edge) || (channel !== undefined && channel.receiver !== 'running');
    })
  );
}

/** `failing`: those whose failure nothing but Topiary's own network speaks for. `of`: masters in all. */
export function stormIn(failing: readonly FailingMaster[], of: number, rules: BrakeRules): Storm | null {
  const inOrder = failing.toSorted((left, right) => left.since - right.since);
  const members = new Set<FailingMaster>();
  let [from, told] = [0, 0];
  for (const [to, last] of inOrder.entries()) {
    while (last.since - (inOrder[from]?.since ?? 0) > rules.windowMs) from += 1;
    if (!isStorm(to + 1 - from, of, rules)) continue;
    for (const one of inOrder.slice(Math.max(from, told), to + 1)) members.add(one);
    told = to + 1;
  }
  const [first] = members;
  return first === undefined ? null : { masters: [...members].map(({ id }) => id).toSorted(), since: first.since, of };
}

function isStorm(count: number, of: number, { masters, share }: BrakeRules): boolean {
  return (masters > 0 && count > masters) || (share > 0 && count > 1 && count > of * share);
}

export interface BrakeQuestion {
  readonly snapshot: TopologySnapshot;
  readonly instance: InstanceId;
  readonly storm: Storm | null;
  /** Every master of every cluster, whatever its health. */
  readonly masters: readonly InstanceId[];
}

export function brakeOf({ snapshot, instance, storm, masters }: BrakeQuestion): Brake {
  const failed = snapshot.instances.get(instance);
  if (failed === undefined || !isFailing(failed) || isIndependent(snapshot, failed)) return NO_BRAKE;
  if (storm !== null && storm.masters.includes(instance))
    return { kind: 'storm', masters: storm.masters.length, of: storm.of, since: storm.since };
  const since = failed.failingSince ?? snapshot.asOf;
  const others = masters.filter((id) => id !== instance);
  const asked = others.filter((id) => wasAskedSince(snapshot.instances.get(id), since)).length;
  return asked < others.length ? { kind: 'asking', asked, of: others.length } : NO_BRAKE;
}

/** Its answer, or that it gives none, is younger. One that nobody ever reached has no answer to wait for. */
function wasAskedSince(master: Instance | undefined, since: Instant): boolean {
  if (master === undefined || isFailing(master)) return true;
  return master.observedAt !== null && master.observedAt >= since;
}
