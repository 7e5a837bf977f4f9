import type { ReactElement } from 'react';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useCanvas } from '../canvas-context.tsx';
import classes from './instance-card.module.css';

export interface FoldButtonProps {
  readonly id: InstanceId;
  /** How many servers it hides; `undefined` while the subtree is open. */
  readonly folded: number | undefined;
}

/** The keyboard folds with the arrow keys on the card itself, so this is no stop of its own. */
export function FoldButton({ id, folded }: FoldButtonProps): ReactElement {
  const { actions } = useCanvas();
  const { t } = useWords();
  const label =
    folded === undefined ? t('canvas.fold', { instance: id }) : t('canvas.unfold', { instance: id, count: folded });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.fold}
      data-folded={folded !== undefined || undefined}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        actions.toggleFold(id);
      }}
    >
      {folded === undefined ? '−' : `+${folded}`}
    </button>
  );
}
