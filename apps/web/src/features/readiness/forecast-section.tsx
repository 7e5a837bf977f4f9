/** What would become of the death of one server: who comes, what is lost, how long it takes. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { LOSS_MARKS, hindrancesOf } from './readiness-facts.ts';
import type { Forecast } from './readiness-facts.ts';
import classes from './readiness.module.css';

export interface ForecastSectionProps {
  readonly forecast: Forecast;
  /** Where it can be tried out on a model. */
  readonly rehearsalHref: string;
  /** What leads to the ranking, where there is one. */
  readonly ranking: ReactNode;
}

export function ForecastSection({ forecast, rehearsalHref, ranking }: ForecastSectionProps): ReactElement {
  const words = useWords();
  const { t, message } = words;
  const { successor, losses, loss, lost } = forecast;
  const hindrances = hindrancesOf(forecast);
  return (
    <dl className={classes.forecast}>
      <Row title={t('readiness.forecast.who')}>
        <strong>{successor ?? t('readiness.forecast.nobody')}</strong>
        <Reasons forecast={forecast} /> {ranking}
      </Row>
      <Row title={t('readiness.forecast.lost')}>
        <strong className={classes.loss}>
          <MarkIcon mark={LOSS_MARKS[loss]} size={15} /> {t(`readiness.forecast.loss.${loss}`)}
        </strong>
        {losses.map((said) => (
          <div key={said.code + JSON.stringify(said.params)} className={classes.how}>
            {message(said)}
          </div>
        ))}
      </Row>
      {lost.length + hindrances.length > 0 && (
        <Row title={t('readiness.forecast.left')}>
          {lost.length > 0 && <div>{lost.join(', ')}</div>}
          {hindrances.map(({ instance, why, howToOpen }) => (
            <div key={`${instance ?? ''} ${why.code}`} className={classes.how}>
              {message(why)} {howToOpen !== null && message(howToOpen)}
            </div>
          ))}
        </Row>
      )}
      <Row title={t('readiness.forecast.takes')}>
        {tookText(forecast, words)}{' '}
        <Link to={rehearsalHref} className={classes.link}>
          {t('readiness.forecast.rehearse')}
        </Link>
      </Row>
    </dl>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The first one says that it is the best; the others what puts the rest behind it. */
function Reasons({ forecast: { reasons } }: Pick<ForecastSectionProps, 'forecast'>): ReactElement | null {
  const { t, message } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const behind = reasons.slice(1);
  if (behind.length === 0) return null;
  return (
    <>
      {' '}
      <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('readiness.forecast.why')}
      </Button>
      {isOpen && (
        <ul className={classes.reasons}>
          {behind.map((reason) => (
            <li key={reason.code + JSON.stringify(reason.params)}>{message(reason)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function tookText({ took }: Forecast, { t, milliseconds }: Words): string {
  if (took === null) return t('readiness.forecast.noneRemembered');
  const { medianMs, count, here } = took;
  return t(here ? 'readiness.forecast.tookHere' : 'readiness.forecast.tookElsewhere', {
    time: milliseconds(medianMs),
    count,
  });
}
