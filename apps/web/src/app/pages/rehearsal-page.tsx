/** What would happen if a server, a host or a data center died now. What dies is in the address, so that it can be linked. */
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { dyingIn, parametersOf, wishOf } from '../../features/rehearsal/rehearsal-facts.ts';
import { RehearsalForm } from '../../features/rehearsal/rehearsal-form.tsx';
import { RehearsalResult } from '../../features/rehearsal/rehearsal-result.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './pages.module.css';

export function RehearsalPage(): ReactElement {
  const { t } = useWords();
  const api = useApi();
  const [parameters, setParameters] = useSearchParams();
  const dying = dyingIn(parameters);
  const rehearsal = useMutation({
    mutationFn: (wish: ReturnType<typeof wishOf>) => api.client.call('rehearse', { body: wish }),
  });
  const { mutate } = rehearsal;
  const key = dying === null ? null : parametersOf(dying).toString();
  useEffect(() => {
    const asked = key === null ? null : dyingIn(new URLSearchParams(key));
    if (asked !== null) mutate(wishOf(asked));
  }, [key, mutate]);
  return (
    <div className={classes.page}>
      <title>{t('rehearsal.documentTitle')}</title>
      <Title order={1} size="h3">
        {t('rehearsal.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('rehearsal.intro')}
      </Text>
      <RehearsalForm
        key={key}
        dying={dying}
        isRunning={rehearsal.isPending}
        onRehearse={(wanted) => {
          if (parametersOf(wanted).toString() === key) mutate(wishOf(wanted));
          else setParameters(parametersOf(wanted));
        }}
      />
      {rehearsal.isPending && <Waiting />}
      {rehearsal.error !== null && (
        <Failure error={rehearsal.error} onRetry={() => dying !== null && mutate(wishOf(dying))} />
      )}
      {rehearsal.data !== undefined && <RehearsalResult shown={rehearsal.data} />}
    </div>
  );
}
