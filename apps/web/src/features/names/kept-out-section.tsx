/** What somebody names and is left alone all the same, and by which filter. */
import type { ReactElement } from 'react';
import type { NamesView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { NameList } from './name-list.tsx';

export function KeptOutSection({ names: { keptOut } }: { readonly names: NamesView }): ReactElement {
  const { t, time } = useWords();
  return (
    <NameList
      title={t('names.keptOut.title')}
      about={t('names.keptOut.about')}
      head={[t('names.address'), t('names.why'), t('names.keptOut.namedBy'), t('names.keptOut.last')]}
      rows={keptOut.items.map(({ instance, reason, expression, user, namedBy, at }) => ({
        key: `${reason} ${instance}`,
        cells: [
          instance,
          reason === 'forgotten'
            ? t('names.keptOut.forgotten')
            : [`${reason}: ${expression}`, ...(user === null ? [] : [t('names.keptOut.user', { user })])].join(', '),
          namedBy ?? t('names.keptOut.configuration'),
          at === null ? '' : time(at),
        ],
      }))}
      total={keptOut.total}
    />
  );
}
