import type { ReactElement } from 'react';
import { Icon } from '../../../shared/ui/icons.tsx';
import type { IconName } from '../../../shared/ui/icons.tsx';
import classes from './instance-card.module.css';

export interface ChipProps {
  /** Absent where the icon says it. */
  readonly text?: string;
  readonly title: string;
  readonly icon?: IconName;
  /** Struck through: there, but not in use. */
  readonly off?: boolean;
  readonly strong?: boolean;
}

export function Chip({ text, title, icon, off = false, strong = false }: ChipProps): ReactElement {
  return (
    <span className={classes.chip} data-off={off || undefined} data-strong={strong || undefined} title={title}>
      {icon !== undefined && <Icon name={icon} size={11} />}
      {text}
    </span>
  );
}
