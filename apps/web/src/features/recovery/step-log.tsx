/** What a recovery noted of itself and of its hooks, each with how long after its beginning. */
import type { ReactElement } from 'react';
import type { CallOutput } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import classes from './recovery.module.css';

type Step = CallOutput<'recovery'>['steps'][number];

export interface StepLogProps {
  readonly steps: readonly Step[];
  /** In milliseconds since 1970. */
  readonly begin: number;
}

export function StepLog({ steps, begin }: StepLogProps): ReactElement {
  const words = useWords();
  const { t } = words;
  if (steps.length === 0) return <p className={classes.muted}>{t('recovery.noSteps')}</p>;
  return (
    <ol className={classes.log} aria-label={t('recovery.log')}>
      {steps.map((step) => (
        <li key={step.id} data-kind={kindOf(step)}>
          <Icon name={ICONS[kindOf(step)]} size={15} />
          <time title={words.utc(step.at)}>+{words.milliseconds(step.at - begin)}</time>
          <span>{words.message(step.message)}</span>
        </li>
      ))}
    </ol>
  );
}

type StepKind = 'failed' | 'hook' | 'note';
const ICONS: Readonly<Record<StepKind, IconName>> = { failed: 'warning', hook: 'play', note: 'chevronRight' };
const FAILURES: ReadonlySet<string> = new Set(['hook-failed', 'hook-killed', 'hook-not-started', 'hooks-abort']);

function kindOf({ message: { code } }: Step): StepKind {
  if (FAILURES.has(code)) return 'failed';
  return code.startsWith('hook') ? 'hook' : 'note';
}
