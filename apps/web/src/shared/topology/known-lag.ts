import type { NodeView } from '@topiary/contract';

/** Seconds; `null` for who has no source, and for who does not answer: what it last said is no longer so. */
export function knownLag(node: Pick<NodeView, 'health' | 'lagSeconds'>): number | null {
  return node.health === 'ok' ? node.lagSeconds : null;
}
