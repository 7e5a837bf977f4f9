/**
 * A cluster as it is drawn, at one moment: what is kept of the past. Positions, lag and what people registered are not in
 * it; who wants to act on a cluster reads its snapshot.
 */
import type { ToldFinding } from '../analysis/finding-change.ts';
import { shortVersion } from '../replication/product.ts';
import type { Flavor } from '../replication/product.ts';
import type { InstanceId } from '../topology/address.ts';
import type { GroupMode } from '../topology/observation.ts';
import { groupsIn, membersOf } from '../topology/queries.ts';
import type {
  ClusterId,
  ClusterShape,
  EdgeState,
  HealthClass,
  Instance,
  InstanceRole,
  Problem,
  TopologySnapshot,
} from '../topology/snapshot.ts';
import type { Tri } from '../shared/tri.ts';

export interface ClusterPicture {
  readonly cluster: ClusterId;
  readonly name: string;
  readonly alias: string | null;
  readonly shape: ClusterShape;
  readonly revision: number;
  readonly masters: readonly InstanceId[];
  /** In order of id. */
  readonly servers: readonly PicturedServer[];
  /** In order of replica, then channel. */
  readonly edges: readonly PicturedEdge[];
  readonly groups: readonly PicturedGroup[];
  readonly findings: readonly PicturedFinding[];
}

export interface PicturedServer {
  readonly id: InstanceId;
  readonly role: InstanceRole;
  readonly health: HealthClass;
  readonly depth: number;
  readonly flavor: Flavor | null;
  /** Numbers only, `11.8.6`. */
  readonly version: string | null;
  readonly writes: WriteState | null;
  readonly alias: string | null;
  readonly dataCenter: string | null;
  readonly problems: readonly Problem[];
}

export const WRITE_STATES = ['writable', 'read-only', 'super-read-only'] as const;
export type WriteState = (typeof WRITE_STATES)[number];

export interface PicturedEdge {
  readonly replica: InstanceId;
  /** '' is the default channel. */
  readonly channel: string;
  readonly source: InstanceId;
  readonly state: EdgeState;
}

export interface PicturedGroup {
  readonly name: string;
  readonly mode: GroupMode;
  readonly quorum: Tri;
  readonly members: readonly { readonly id: InstanceId; readonly state: string | null; readonly role: string }[];
}

export interface PicturedFinding {
  readonly instance: InstanceId;
  readonly code: string;
}

/** What a problem says beside its code may be an error of any length. */
export const MAX_PICTURED_TEXT_LENGTH = 200;

/** `null`: the snapshot has no such cluster. `findings`: of that cluster, as told last. */
export function pictureOf(
  snapshot: TopologySnapshot,
  id: ClusterId,
  findings: readonly Pick<ToldFinding, 'instance' | 'code'>[],
): ClusterPicture | null {
  const cluster = snapshot.clusters.get(id);
  if (cluster === undefined) return null;
  const { name, alias, shape, revision, masters, members } = cluster;
  return {
    cluster: id,
    name,
    alias: alias?.text ?? null,
    shape,
    revision,
    masters,
    servers: membersOf(snapshot, id).map(picturedServer),
    edges: members.flatMap((member) =>
      (snapshot.edgesByReplica.get(member) ?? []).map(({ replica, channel, source, state }) => ({
        replica,
        channel,
        source,
        state,
      })),
    ),
    groups: groupsIn(snapshot, id).map(({ name: group, mode, quorum, members: standings }) => ({
      name: group,
      mode,
      quorum,
      members: [...standings].map(([member, { state, role }]) => ({ id: member, state, role })),
    })),
    findings: findings.map(({ instance, code }) => ({ instance, code })),
  };
}

function picturedServer({ id, role, health, depth, observation, classification, problems }: Instance): PicturedServer {
  return {
    id,
    role,
    health,
    depth,
    flavor: observation?.product.flavor ?? null,
    version: observation === null ? null : shortVersion(observation.product.version),
    writes: observation === null ? null : writeStateOf(observation.settings),
    alias: classification.alias,
    dataCenter: classification.dataCenter,
    problems: problems.map(shortened),
  };
}

function writeStateOf(settings: { readonly readOnly: boolean; readonly superReadOnly: boolean }): WriteState {
  if (!settings.readOnly) return 'writable';
  return settings.superReadOnly ? 'super-read-only' : 'read-only';
}

function shortened(problem: Problem): Problem {
  const isLong = (value: string | number): value is string =>
    typeof value === 'string' && value.length > MAX_PICTURED_TEXT_LENGTH;
  const params = Object.entries(problem.params);
  if (!params.some(([, value]) => isLong(value))) return problem;
  const short: readonly (readonly [string, string | number])[] = params.map(([key, value]) => [
    key,
    isLong(value) ? `${value.slice(0, MAX_PICTURED_TEXT_LENGTH - 1)}…` : value,
  ]);
  return { ...problem, params: Object.fromEntries<string | number>(short) };
}
