/** How many recoveries each of the last weeks had: a table whose rows have bars. */
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { recoveryTimesQuery } from '../../shared/api/history-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useNow } from '../../shared/ui/use-now.ts';
import classes from './charts.module.css';
import { mondayOf, weeksOf } from './weeks.ts';
import type { Week } from './weeks.ts';

const WEEKS = 12;
const HOUR_MS = 3_600_000;
const OUTCOMES = ['done', 'failed', 'running'] as const;

/** Of all clusters, or of one. Nothing while it cannot be read: the list below says why. */
export function RecoveryWeeks({ cluster }: { readonly cluster: ClusterId | null }): ReactElement | null {
  const { t, language } = useWords();
  const now = useNow(HOUR_MS);
  // One question an hour: what is younger than that is in the list anyway.
  const range = useMemo(() => ({ from: mondayOf(now, WEEKS - 1), to: now + HOUR_MS }), [now]);
  const { data } = useQuery(recoveryTimesQuery(useApi(), range, cluster));
  if (data === undefined) return null;
  const weeks = weeksOf(data.recoveries, now, WEEKS);
  const most = Math.max(1, ...weeks.map(totalOf));
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  return (
    <details className={classes.weeks}>
      <summary>{t('chart.weeks')}</summary>
      {data.recoveries.length === 0 ? (
        <p>{t('chart.noRecoveries', { weeks: WEEKS })}</p>
      ) : (
        <table aria-label={t('chart.weeks')}>
          <thead>
            <tr>
              <th scope="col">{t('chart.week')}</th>
              {OUTCOMES.map((outcome) => (
                <th key={outcome} scope="col">
                  {t(`chart.${outcome}`)}
                </th>
              ))}
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.from}>
                <th scope="row">{days.format(week.from)}</th>
                {OUTCOMES.map((outcome) => (
                  <td key={outcome}>{week[outcome]}</td>
                ))}
                <td aria-hidden="true">
                  <Bar week={week} most={most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!data.complete && <p>{t('chart.incomplete')}</p>}
    </details>
  );
}

function totalOf({ done, failed, running }: Week): number {
  return done + failed + running;
}

function Bar({ week, most }: { readonly week: Week; readonly most: number }): ReactElement {
  return (
    <div className={classes.bar}>
      {OUTCOMES.map((outcome) => (
        <span key={outcome} data-outcome={outcome} style={{ width: `${(100 * week[outcome]) / most}%` }} />
      ))}
    </div>
  );
}
