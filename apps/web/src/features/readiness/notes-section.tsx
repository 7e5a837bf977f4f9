/** What keeps nobody from repairing a server, and should be put right all the same before it fails. */
import type { ReactElement } from 'react';
import type { ReadinessView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import classes from './readiness.module.css';

export interface NotesSectionProps {
  readonly notes: ReadinessView['servers'][number]['notes'];
}

export function NotesSection({ notes }: NotesSectionProps): ReactElement | null {
  const { t, message } = useWords();
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes} aria-label={t('readiness.notes')}>
      {notes.map(({ why, how }) => (
        <li key={why.code + JSON.stringify(why.params)}>
          <MarkIcon mark="warning" size={15} />
          <div>
            {message(why)}
            {how !== null && <div className={classes.how}>{message(how)}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}
