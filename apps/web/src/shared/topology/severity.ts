/** How bad something is, in one order for fleet, canvas, table and panel. */
import type { ClusterSummary, NodeView, ProblemView } from '@topiary/contract';

export const MARKS = ['critical', 'warning', 'unknown', 'info', 'ok'] as const;
export type Mark = (typeof MARKS)[number];

/** `unknown` stands between a warning and good news: nobody has looked yet. */
/** An unreachable server has a problem that says how bad that is: one that was never reached is only a name. */
export function markOfNode(node: Pick<NodeView, 'health' | 'problems'>): Mark {
  const worst = worstProblem(node.problems)?.severity;
  if (worst === 'critical') return 'critical';
  if (node.health === 'suspect' || worst === 'warning') return 'warning';
  if (node.health === 'unprobed') return 'unknown';
  return worst ?? (node.health === 'ok' ? 'ok' : 'critical');
}

export function markOfCluster(cluster: Pick<ClusterSummary, 'critical' | 'warning'>): Mark {
  if (cluster.critical > 0) return 'critical';
  return cluster.warning > 0 ? 'warning' : 'ok';
}

export function worstProblem(problems: readonly ProblemView[]): ProblemView | undefined {
  return problems.toSorted((a, b) => rank(a.severity) - rank(b.severity))[0];
}

export function byMark(a: Mark, b: Mark): number {
  return rank(a) - rank(b);
}

function rank(mark: Mark): number {
  return MARKS.indexOf(mark);
}
