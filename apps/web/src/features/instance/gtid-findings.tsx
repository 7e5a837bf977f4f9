/** What was found out about a server's transactions: errant ones, and whom it could not follow any more. */
import type { ReactElement } from 'react';
import type { InstanceId, InstanceView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { ErrantLogs } from './errant-logs.tsx';
import { GtidSet } from './gtid-set.tsx';
import classes from './gtid-tab.module.css';

export interface GtidFindingsProps {
  readonly id: InstanceId;
  readonly facts: InstanceView['gtidFacts'];
}

export function GtidFindings({ id, facts }: GtidFindingsProps): ReactElement {
  const { t } = useWords();
  const { errant, purgeGaps, morePurgeGaps } = facts;
  return (
    <>
      <GtidSet
        title={t('gtidTab.errant')}
        set={errant.transactions}
        empty={t(errant.pending ? 'gtidTab.noErrantYet' : 'gtidTab.noErrant')}
      />
      {errant.transactions !== '' && <ErrantLogs id={id} />}
      {errant.transactions !== '' && errant.pending && <p className={classes.empty}>{t('gtidTab.errantPending')}</p>}
      {purgeGaps.length > 0 && (
        <section className={classes.comparison} aria-label={t('gtidTab.gaps')}>
          <h3>{t('gtidTab.gaps')}</h3>
          <Notice mark="warning">{t('gtidTab.gapsText')}</Notice>
          {purgeGaps.map(({ server, missing }) => (
            <GtidSet key={server} title={t('gtidTab.gap', { server })} set={missing} />
          ))}
          {morePurgeGaps > 0 && <p className={classes.empty}>{t('gtidTab.moreGaps', { count: morePurgeGaps })}</p>}
        </section>
      )}
    </>
  );
}
