import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import classes from './gtid-tab.module.css';

export interface GtidSetProps {
  readonly title: string;
  readonly set: string;
  /** What to say instead of an empty set. */
  readonly empty?: string;
}

/** One origin per line: a set in one piece cannot be compared by eye. */
export function GtidSet({ title, set, empty }: GtidSetProps): ReactElement {
  const { t } = useWords();
  const lines = set.split(',').map((part) => part.trim());
  return (
    <section className={classes.set} aria-label={title}>
      <h3>{title}</h3>
      {set === '' ? (
        <p className={classes.empty}>{empty ?? t('gtidTab.empty')}</p>
      ) : (
        <CodeBlock text={lines.join(',\n')} label={title} />
      )}
    </section>
  );
}
