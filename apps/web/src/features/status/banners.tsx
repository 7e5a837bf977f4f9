/** What everybody should know as long as it holds: said by the server, above every page. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { StatusView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { statusQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { bannerText } from './banner-text.ts';
import classes from './status.module.css';

export interface BannersProps {
  readonly hostHref: (host: string) => string;
  readonly hostsHref: string;
  /** Where what is held back is let go. */
  readonly switchesHref: string;
}

export function Banners({ hostHref, hostsHref, switchesHref }: BannersProps): ReactElement | null {
  const words = useWords();
  const { t } = words;
  const { data: status } = useQuery(statusQuery(useApi()));
  if (status === undefined) return null;
  const { actor } = status;
  if (status.banners.length === 0 && actor.kind !== 'other') return null;
  return (
    <section aria-label={t('banner.label')}>
      {status.banners.map((banner) => (
        <div key={`${banner.code} ${banner.params['host'] ?? ''}`} className={classes.banner}>
          <Icon name="warning" size={16} />
          <span>
            {bannerText(banner, words)} <HostLink banner={banner} href={hostHref} all={hostsHref} />
            {banner.code === 'storm' && <Link to={switchesHref}>{t('banner.recoverySwitch')}</Link>}
          </span>
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

interface HostLinkProps {
  readonly banner: StatusView['banners'][number];
  readonly href: BannersProps['hostHref'];
  readonly all: string;
}

function HostLink({ banner, href, all }: HostLinkProps): ReactElement | null {
  const { t } = useWords();
  const { host } = banner.params;
  if (banner.code === 'host-down' && host !== undefined) return <Link to={href(host)}>{t('hosts.show')}</Link>;
  return banner.code === 'hosts-down' ? <Link to={all}>{t('hosts.showAll')}</Link> : null;
}
