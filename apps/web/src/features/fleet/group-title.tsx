/** What a group of clusters is called, and how its clusters are. */
import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { FleetGroup } from './group-clusters.ts';

export function GroupTitle({ group }: { readonly group: FleetGroup }): ReactElement {
  const { t, number } = useWords();
  const counts = [
    t('fleet.clusters', { count: group.total, shown: number(group.total) }),
    group.critical > 0 ? t('fleet.group.critical', { shown: number(group.critical) }) : '',
    group.warning > 0 ? t('fleet.group.warning', { shown: number(group.warning) }) : '',
  ].filter((text) => text !== '');
  return (
    <>
      {group.key === '' ? t('fleet.group.without') : group.key} <small>{counts.join(', ')}</small>
    </>
  );
}
