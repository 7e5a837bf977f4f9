import type { ReactElement } from 'react';
import type { RecoveryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import classes from './recovery.module.css';

/** Whether somebody has looked at it, who that was and what they said. */
export function AcknowledgedChip({
  recovery: { acknowledged, endedAt },
}: {
  readonly recovery: Pick<RecoveryView, 'acknowledged' | 'endedAt'>;
}): ReactElement | null {
  const { t } = useWords();
  if (acknowledged !== null)
    return (
      <span className={classes.said} title={t('recovery.acknowledged')}>
        {t('recovery.acknowledgedBy', { by: acknowledged.by, comment: acknowledged.comment })}
      </span>
    );
  if (endedAt === null) return null;
  return (
    <span className={classes.open}>
      <MarkIcon mark="warning" size={15} /> {t('recovery.notAcknowledged')}
    </span>
  );
}
