import { useEffect, useRef } from 'react';
import type { ClusterView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useAnnounce } from '../../shared/ui/announcer.tsx';
import { markOfNode } from '../../shared/topology/severity.ts';

/** More than this at once is a flood, not news. */
const MAX_ANNOUNCED = 3;

/** Says in the live region which servers got worse or better. `null`: says nothing. */
export function useAnnounceChanges(cluster: ClusterView | null): void {
  const announce = useAnnounce();
  const { t } = useWords();
  const before = useRef(cluster);
  useEffect(() => {
    if (cluster === null) return;
    const marks = new Map((before.current ?? cluster).nodes.map((node) => [node.id, markOfNode(node)]));
    before.current = cluster;
    const changed = cluster.nodes.filter((node) => (marks.get(node.id) ?? markOfNode(node)) !== markOfNode(node));
    if (changed.length === 0) return;
    const said = changed
      .slice(0, MAX_ANNOUNCED)
      .map((node) => t('announce.server', { instance: node.id, state: t(`mark.${markOfNode(node)}`) }));
    const rest = changed.length - said.length;
    announce([...said, ...(rest > 0 ? [t('announce.more', { count: rest })] : [])].join(' '));
  }, [cluster, announce, t]);
}
