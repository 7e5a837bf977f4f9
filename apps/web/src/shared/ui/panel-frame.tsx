/** The frame of everything that opens beside the canvas: a title, a way to close, and a body that scrolls by itself. */
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { ActionIcon } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icons.tsx';
import classes from './panel-frame.module.css';

export interface PanelFrameProps {
  readonly label: string;
  readonly title: ReactNode;
  readonly icon?: ReactNode;
  readonly subtitle?: ReactNode;
  /** Stays in place below the body. */
  readonly footer?: ReactNode;
  /** Takes the keyboard when it opens; for what waits for an answer. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

export function PanelFrame({
  label,
  title,
  icon,
  subtitle,
  footer,
  takesFocus = false,
  children,
  onClose,
}: PanelFrameProps): ReactElement {
  const { t } = useWords();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) ref.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <section ref={ref} className={classes.panel} aria-label={label} tabIndex={-1}>
      <header className={classes.header}>
        {icon}
        <div className={classes.titles}>
          <h2>{title}</h2>
          {subtitle !== undefined && <p>{subtitle}</p>}
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.closePanel')} onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={classes.body}>{children}</div>
      {footer !== undefined && <footer className={classes.footer}>{footer}</footer>}
    </section>
  );
}
