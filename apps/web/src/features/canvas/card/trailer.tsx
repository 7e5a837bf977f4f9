import type { ReactElement } from 'react';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { MOVE_REPLICAS } from '../../../shared/moves/move-actions.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import classes from './instance-card.module.css';

export interface TrailerProps {
  readonly id: InstanceId;
  readonly replicas: number;
}

/** The handle that stands for all replicas of a server: drag it to move them all, or press it for the list of targets. */
export function Trailer({ id, replicas }: TrailerProps): ReactElement {
  const { actions } = useCanvas();
  const { t } = useWords();
  const label = t('canvas.moveReplicas', { count: replicas, instance: id });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.trailer}
      data-replicas-of={id}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        actions.run(MOVE_REPLICAS, id);
      }}
    >
      <Icon name="grip" size={13} />
      <span>{replicas}</span>
    </button>
  );
}
