/** Something that should be read: marked by shape and colour, with a title and what to do about it. */
import type { ReactElement, ReactNode } from 'react';
import type { Mark } from '../topology/severity.ts';
import { MarkIcon } from './mark-icon.tsx';
import classes from './notice.module.css';

export interface NoticeProps {
  readonly mark: Mark;
  readonly title?: ReactNode;
  /** `alert` for the answer to what somebody just did; `note` for what holds anyway. */
  readonly role?: 'alert' | 'status' | 'note';
  readonly children?: ReactNode;
}

export function Notice({ mark, title, role = 'note', children }: NoticeProps): ReactElement {
  return (
    <div className={classes.notice} data-mark={mark} role={role}>
      <MarkIcon mark={mark} size={18} />
      <div className={classes.text}>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
