/**
 * A cluster as text, in orchestrator's plain format: one server a line, indented by depth, `+` for a replica that
 * replicates and `-` for one that does not, then facts in brackets, aligned. Unlike there, every root is drawn.
 */
import type { ClusterView, EdgeView, InstanceId, NodeView } from '@topiary/contract';

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
  return lines.map(({ name, facts }) => `${name.padEnd(width)} [${facts}]`).join('\n');
}

class Tree {
  readonly #nodes: ReadonlyMap<InstanceId, NodeView>;
  readonly #edges: ReadonlyMap<InstanceId, EdgeView>;
  readonly #masters: ReadonlySet<InstanceId>;
  readonly #drawn = new Set<InstanceId>();

  constructor(cluster: ClusterView) {
    this.#nodes = new Map(cluster.nodes.toSorted(byAddress).map((node) => [node.id, node]));
    // Of several channels, the first says where a server hangs.
    this.#edges = new Map(cluster.edges.toReversed().map((edge) => [edge.replica, edge]));
    this.#masters = new Set(cluster.masters);
  }

  lines(): readonly Line[] {
    const roots = [...this.#nodes.values()].filter(
      ({ id }) => !this.#nodes.has(this.#edges.get(id)?.source ?? id) || !this.#edges.has(id),
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

  #branch(node: NodeView, depth: number): readonly Line[] {
    if (this.#drawn.has(node.id)) return [];
    this.#drawn.add(node.id);
    const below = [...this.#nodes.values()].filter(
      ({ id }) => this.#edges.get(id)?.source === node.id && !this.#masters.has(id),
    );
    return [this.#line(node, depth), ...below.flatMap((child) => this.#branch(child, depth + 1))];
  }

  #line(node: NodeView, depth: number): Line {
    const edge = this.#edges.get(node.id);
    const marker = depth === 0 ? '' : `${' '.repeat(2 * (depth - 1))}${this.#isGood(node, edge) ? '+' : '-'} `;
    const { alias } = node.classification;
    return { name: `${marker}${node.id}${alias === null ? '' : ` (${alias})`}`, facts: factsOf(node, edge) };
  }

  #isGood(node: NodeView, edge: EdgeView | undefined): boolean {
    return node.health === 'ok' && (edge === undefined || RUNNING.includes(edge.state));
  }
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
