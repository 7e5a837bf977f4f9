/** Below the canvas while servers are picked out: how many, and what can be done with all of them at once. */
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import type { ClusterView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useMoveStore } from '../../shared/moves/move-store.ts';
import { movePicked } from '../../shared/moves/move-subject.ts';
import { clearPicked, usePicked, usePickedStore } from '../../shared/moves/picked-store.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import classes from './picked-bar.module.css';

export function PickedBar({ cluster }: { readonly cluster: ClusterView }): ReactElement | null {
  const { t } = useWords();
  const moves = useMoveStore();
  const store = usePickedStore();
  const picked = usePicked();
  if (picked.size === 0) return null;
  const movable = cluster.nodes.filter(({ id, role }) => picked.has(id) && role !== 'master').length;
  return (
    <div className={classes.bar} role="group" aria-label={t('pick.label')}>
      <span role="status">
        {t('pick.count', { count: picked.size })}
        {movable === 0 && <span className={classes.why}> {t('action.masterStays')}</span>}
      </span>
      <Button
        size="xs"
        leftSection={<Icon name="moveAll" size={15} />}
        disabled={movable === 0}
        onClick={() => moves.setState({ kind: 'choosing', subject: movePicked(picked, cluster.edges) }, true)}
      >
        {t('pick.move')}
      </Button>
      <Button size="xs" variant="default" onClick={() => clearPicked(store)}>
        {t('pick.clear')}
      </Button>
    </div>
  );
}
