/** Where the time of a plan went, step by step. Also a table, for those who cannot see it. */
import type { ReactElement } from 'react';
import type { PlanView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { stepTimes } from './step-times-facts.ts';
import classes from './step-times.module.css';

/** Wide enough to be seen, however short. */
const MIN_PERCENT = 0.8;

export function StepTimes({ plan }: { readonly plan: Pick<PlanView, 'rounds'> }): ReactElement | null {
  const { t, message, milliseconds } = useWords();
  const times = stepTimes(plan);
  if (times.length === 0) return null;
  const totalMs = Math.max(1, ...times.map(({ fromMs, tookMs }) => fromMs + tookMs));
  return (
    <table className={classes.times} aria-label={t('plan.times')}>
      <thead>
        <tr>
          <th scope="col">{t('plan.tab.steps')}</th>
          <th scope="col">{t('plan.timeTook')}</th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {times.map(({ step, fromMs, tookMs }) => {
          const width = Math.max((100 * tookMs) / totalMs, MIN_PERCENT);
          const left = Math.min((100 * fromMs) / totalMs, 100 - width);
          return (
            <tr key={step.id}>
              <th scope="row">{message(step.title)}</th>
              <td>{milliseconds(tookMs)}</td>
              <td aria-hidden="true">
                <div className={classes.track}>
                  <div
                    className={classes.bar}
                    data-state={step.state}
                    style={{ insetInlineStart: `${left}%`, width: `${width}%` }}
                  />
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
