import type { ReactElement } from 'react';
import { List, Text } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import type { Progress } from './use-register-many.ts';

/** How far it is, and what of it came to nothing. */
export function ManyProgress({ progress }: { readonly progress: Progress | null }): ReactElement | null {
  const { t } = useWords();
  if (progress === null) return null;
  const { done, of, failures } = progress;
  return (
    <>
      <Text size="sm" role="status">
        {t('timedNotes.progress', { done: done - failures.length, count: of })}
      </Text>
      {failures.length > 0 && (
        <Notice mark="critical" role="alert">
          <List size="sm">
            {failures.map(({ instance, why }) => (
              <List.Item key={instance}>
                {instance}: {why}
              </List.Item>
            ))}
          </List>
        </Notice>
      )}
    </>
  );
}
