/** A line over the canvas about something that is going on. */
import type { ReactElement, ReactNode } from 'react';
import { ActionIcon } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icons.tsx';
import classes from './strip.module.css';

export interface StripProps {
  /** `passing` lets the pointer through; `refused` stays until it is dismissed. */
  readonly kind: 'passing' | 'refused';
  readonly title: string;
  readonly children: ReactNode;
  readonly onDismiss?: () => void;
}

export function Strip({ kind, title, children, onDismiss }: StripProps): ReactElement {
  const { t } = useWords();
  return (
    <div className={classes.strip} data-kind={kind} role={kind === 'refused' ? 'alert' : 'status'}>
      {kind === 'refused' && <Icon name="forbidden" size={18} className={classes.icon} />}
      <div className={classes.text}>
        <strong>{title}</strong>
        {children}
      </div>
      {onDismiss !== undefined && (
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.dismiss')} onClick={onDismiss}>
          <Icon name="close" />
        </ActionIcon>
      )}
    </div>
  );
}

export interface StripLineProps {
  readonly verdict?: 'allowed' | 'refused';
  readonly children: ReactNode;
}

export function StripLine({ verdict, children }: StripLineProps): ReactElement {
  return (
    <div className={classes.line} data-verdict={verdict}>
      {children}
    </div>
  );
}
