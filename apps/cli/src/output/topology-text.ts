/**
 * A cluster as text, in orchestrator's plain format: one server a line, indented by depth, `+` for a replica that
 * replicates and `-` for one that does not, then facts in brackets, aligned. Unlike there, every root is drawn, and what
 * is to be said of replication groups follows below. Secondaries stand under the primary of their group.
 */
import type { ClusterView, EdgeView, GroupMemberView, GroupView, InstanceId, NodeView } from '@topiary/contract';

/** Lag from which orchestrator's text says `lag` (its `ReasonableMaintenanceReplicationLagSeconds`). */
const LAG_SECONDS = 20;
const RUNNING: readonly EdgeView['state'][] = ['replicating', 'lagging', 'delayed'];

interface Line {
  readonly name: string;
  readonly facts: string;
}

export function topologyText(cluster: ClusterView): string {
  const tree = new Tree(cluster);
  const lines = tree.lines();
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  const groups = cluster.groups.map(groupLine);
  return [
    ...lines.map(({ name, facts }) => `${name.padEnd(width)} [${facts}]`),
    ...(groups.length === 0 ? [] : ['', ...groups]),
  ].join('\n');
}

/** `group 3f… (single-primary): 2 of 3 ONLINE, quorum yes; db-3:3306 UNREACHABLE`. */
function groupLine({ name, mode, members, quorum }: GroupView): string {
  const others = members.filter(({ state }) => state !== ONLINE);
  const counts = `${members.length - others.length} of ${members.length} ONLINE, quorum ${quorum === 'no' ? 'LOST' : quorum}`;
  return `group ${name} (${mode}): ${[counts, ...others.map(({ id, state }) => `${id} ${stateText(state, quorum)}`)].join('; ')}`;
}

/** Of a member that neither the group nor itself tells of: while the others know themselves, it was put out. */
function stateText(state: string | null, quorum: GroupView['quorum']): string {
  return state ?? (quorum === 'unknown' ? 'unknown' : 'EXPELLED');
}

const ONLINE = 'ONLINE';

class Tree {
  readonly #nodes: ReadonlyMap<InstanceId, NodeView>;
  /** The edge that a server hangs from. */
  readonly #edges: ReadonlyMap<InstanceId, EdgeView>;
  readonly #allEdges: ReadonlyMap<InstanceId, readonly EdgeView[]>;
  readonly #masters: ReadonlySet<InstanceId>;
  readonly #members: ReadonlyMap<InstanceId, GroupMemberView>;
  /** Of secondaries: the only primary of their group. */
  readonly #primaryOf: ReadonlyMap<InstanceId, InstanceId>;
  readonly #drawn = new Set<InstanceId>();

  constructor(cluster: ClusterView) {
    this.#nodes = new Map(cluster.nodes.toSorted(byAddress).map((node) => [node.id, node]));
    // Of several channels, the first says where a server hangs.
    this.#edges = new Map(cluster.edges.toReversed().map((edge) => [edge.replica, edge]));
    this.#allEdges = Map.groupBy(cluster.edges, (edge) => edge.replica);
    this.#masters = new Set(cluster.masters);
    this.#members = new Map(cluster.groups.flatMap(({ members }) => members.map((member) => [member.id, member])));
    this.#primaryOf = new Map(cluster.groups.flatMap(primariesOf));
  }

  lines(): readonly Line[] {
    const roots = [...this.#nodes.values()].filter(
      ({ id }) => !this.#nodes.has(this.#sourceOf(id) ?? id) || this.#sourceOf(id) === undefined,
    );
    const circle = [...this.#nodes.values()].filter(
      ({ id }) => this.#masters.has(id) && !roots.some((root) => root.id === id),
    );
    const drawn = [
      ...roots.flatMap((root) => this.#branch(root, 0)),
      ...circle.flatMap((node) => this.#branch(node, 1)),
    ];
    const left = [...this.#nodes.values()].filter(({ id }) => !this.#drawn.has(id));
    return [...drawn, ...left.flatMap((node) => this.#branch(node, 1))];
  }

  #branch(node: NodeView, depth: number, above?: InstanceId): readonly Line[] {
    if (this.#drawn.has(node.id)) return [];
    this.#drawn.add(node.id);
    const below = [...this.#nodes.values()].filter(
      ({ id }) => this.#sourceOf(id) === node.id && !this.#masters.has(id),
    );
    return [this.#line(node, depth, above), ...below.flatMap((child) => this.#branch(child, depth + 1, node.id))];
  }

  #sourceOf(id: InstanceId): InstanceId | undefined {
    return this.#edges.get(id)?.source ?? this.#primaryOf.get(id);
  }

  #line(node: NodeView, depth: number, above: InstanceId | undefined): Line {
    const edge = this.#edges.get(node.id);
    const member = this.#members.get(node.id);
    const marker =
      depth === 0
        ? ''
        : `${' '.repeat(2 * (depth - 1))}${this.#isGood(node, edge) && (member?.state ?? ONLINE) === ONLINE ? '+' : '-'} `;
    const { alias } = node.classification;
    return {
      name: `${marker}${node.id}${alias === null ? '' : ` (${alias})`}`,
      facts: [factsOf(node, edge), ...memberFacts(member), ...this.#otherSources(node, above)].join(','),
    };
  }

  #otherSources({ id }: NodeView, above: InstanceId | undefined): readonly string[] {
    const edges = this.#allEdges.get(id) ?? [];
    return edges.filter(({ channel, source }) => source !== above || channel !== '').map(sourceFact);
  }

  #isGood(node: NodeView, edge: EdgeView | undefined): boolean {
    return node.health === 'ok' && (edge === undefined || RUNNING.includes(edge.state));
  }
}

/** `from:` a source under which it does not stand, or that it reads from by a channel that has a name. */
function sourceFact({ channel, source }: EdgeView): string {
  return channel === '' ? `from:${source}` : `from:${source}(${channel})`;
}

function primariesOf({ members }: GroupView): readonly (readonly [InstanceId, InstanceId])[] {
  const [primary, ...more] = members.filter(({ role }) => role === 'PRIMARY');
  if (primary === undefined || more.length > 0) return [];
  return members.flatMap(({ id }) => (id === primary.id ? [] : [[id, primary.id] as const]));
}

/** As `group:PRIMARY`, and with its state where that is not ONLINE. */
function memberFacts(member: GroupMemberView | undefined): readonly string[] {
  if (member === undefined) return [];
  const state = member.state === ONLINE ? [] : [member.state ?? 'not a member'];
  return [`group:${[member.role, ...state].filter((part) => part !== '').join('/')}`];
}

function factsOf(node: NodeView, edge: EdgeView | undefined): string {
  const version = node.version ?? '';
  const mode = node.readOnly === null ? '' : node.readOnly ? 'ro' : 'rw';
  const binlog = node.logBin === null ? '' : node.logBin ? (node.binlogFormat ?? '') : 'nobinlog';
  return [lagOf(node, edge), statusOf(node, edge), version, mode, binlog, ...extrasOf(node)]
    .filter((part) => part !== '')
    .join(',');
}

function lagOf(node: NodeView, edge: EdgeView | undefined): string {
  if (node.health !== 'ok') return 'unknown';
  if (edge === undefined) return '0s';
  return edge.lagSeconds === null || !RUNNING.includes(edge.state) ? 'null' : `${edge.lagSeconds}s`;
}

function statusOf(node: NodeView, edge: EdgeView | undefined): string {
  if (node.health === 'unprobed') return 'unchecked';
  if (node.health !== 'ok') return 'invalid';
  if (edge === undefined) return 'ok';
  if (!RUNNING.includes(edge.state)) return 'nonreplicating';
  return Math.abs((edge.lagSeconds ?? 0) - edge.delaySeconds) > LAG_SECONDS ? 'lag' : 'ok';
}

function extrasOf(node: NodeView): readonly string[] {
  const isErrant = node.problems.some(({ code }) => code === 'errant-gtid');
  return [
    node.logBin === true && node.logReplicaUpdates === true ? '>>' : '',
    node.gtid === 'used' || node.gtid === 'available' ? (isErrant ? 'GTID:errant' : 'GTID') : '',
    node.semiSync?.source === 'active' ? 'semi:master' : '',
    node.semiSync?.replica === 'active' ? 'semi:replica' : '',
  ];
}

function byAddress(left: NodeView, right: NodeView): number {
  if (left.host !== right.host) return left.host < right.host ? -1 : 1;
  return left.port - right.port;
}
