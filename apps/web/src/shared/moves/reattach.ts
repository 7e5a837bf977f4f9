/** A replica whose source was put out of reach by name (by Topiary, by orchestrator), and the plan that puts it back. */
import type { NodeView } from '@topiary/contract';
import type { Drop } from './drops.ts';

/** One for each detached channel. */
export function reattachments({ id, detached }: Pick<NodeView, 'id' | 'detached'>): readonly Drop[] {
  return detached.map(({ channel, source }) => ({
    kind: 'reattach',
    subject: id,
    target: source,
    intent: { kind: 'control', instance: id, act: { kind: 'reattach-replica', channel } },
    allowed: true,
    reasons: [],
  }));
}
