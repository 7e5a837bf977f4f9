/** What a page shows while it waits, and when it cannot: always what happened and what to do. */
import type { ReactElement, ReactNode } from 'react';
import { Button, Center, Loader } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { Notice } from './notice.tsx';
import classes from './states.module.css';

export function Waiting(): ReactElement {
  const { t } = useWords();
  return (
    <Center p="xl" role="status" aria-label={t('common.loading')}>
      <Loader size="sm" />
    </Center>
  );
}

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}

export function Failure({ error, onRetry, children }: FailureProps): ReactElement {
  const words = useWords();
  return (
    <div className={classes.failure}>
      <Notice mark="critical" role="alert">
        <span>{words.error(error)}</span>
        {children}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {words.t('common.retry')}
          </Button>
        )}
      </Notice>
    </div>
  );
}
