/** What everybody should know as long as it holds: said by the server, above every page. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../shared/api/client-context.tsx';
import { statusQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import classes from './status.module.css';

export function Banners(): ReactElement | null {
  const { t } = useWords();
  const { data: status } = useQuery(statusQuery(useApi()));
  if (status === undefined) return null;
  const { actor } = status;
  if (status.banners.length === 0 && actor.kind !== 'other') return null;
  return (
    <section aria-label={t('banner.label')}>
      {status.banners.map((banner) => (
        <div key={banner.code} className={classes.banner}>
          <Icon name="warning" size={16} />
          <span>{t(`banner.${banner.code}`, banner.params)}</span>
        </div>
      ))}
      {actor.kind === 'other' && (
        <div className={classes.banner}>
          <Icon name="info" size={16} />
          <span>
            {t('banner.other', { holder: actor.holder })} {actor.url !== '' && <a href={actor.url}>{actor.url}</a>}
          </span>
        </div>
      )}
    </section>
  );
}
