/** Above every page: that nothing is repaired by itself, and who said so. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useApi } from '../../shared/api/client-context.tsx';
import { switchesQuery } from '../../shared/api/recovery-queries.ts';
import { untilText } from '../../shared/i18n/until-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import classes from './status.module.css';

export function RecoveryOff({ href }: { readonly href: string }): ReactElement | null {
  const words = useWords();
  const { t } = words;
  const { data } = useQuery(switchesQuery(useApi()));
  const everywhere = data?.kind === 'read' ? data.off.find(({ cluster }) => cluster === null) : undefined;
  if (data?.kind !== 'unreadable' && everywhere === undefined) return null;
  return (
    <section aria-label={t('readiness.switch.everywhere')} className={classes.banner}>
      <Icon name="warning" size={16} />
      <span>
        {everywhere === undefined
          ? t('banner.recoveryUnreadable', { detail: data?.kind === 'unreadable' ? data.detail : '' })
          : t('banner.recoveryOff', {
              owner: everywhere.owner,
              reason: everywhere.reason,
              until: untilText(everywhere.expiresAt, words),
            })}{' '}
        <Link to={href}>{t('banner.recoverySwitch')}</Link>
      </span>
    </section>
  );
}
