/** What runs on a server, read when somebody asks, and ending it by a plan that is read first. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Code, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InstanceId, IntentInput, ProcessesView, ProcessView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { processesQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure } from '../../shared/ui/states.tsx';

export interface ProcessesSectionProps {
  readonly id: InstanceId;
  readonly isAsking: boolean;
  readonly propose: (request: IntentInput) => void;
}

export function ProcessesSection(props: ProcessesSectionProps): ReactElement {
  const { t } = useWords();
  const { data, error, isFetching, refetch } = useQuery(processesQuery(useApi(), props.id));
  return (
    <section aria-label={t('process.title')}>
      <Title order={3} size="h5" mb="xs">
        {t('process.title')}
      </Title>
      <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
        {t(data === undefined ? 'process.show' : 'process.showAgain')}
      </Button>
      {error !== null && <Failure error={error} />}
      {data !== undefined && error === null && <Processes {...props} view={data} />}
    </section>
  );
}

function Processes({ view, ...props }: ProcessesSectionProps & { readonly view: ProcessesView }): ReactElement {
  const { t } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const shown = view.processes.filter(({ role, statement }) => showsAll || (role === 'client' && statement !== ''));
  return (
    <Stack gap="xs" mt="xs">
      <Switch
        size="xs"
        label={t('process.all', { count: view.processes.length })}
        checked={showsAll}
        onChange={(event) => setShowsAll(event.currentTarget.checked)}
      />
      {view.grant !== null && (
        <Notice mark="warning">
          {t('process.notAll')} <Code>{view.grant}</Code>
        </Notice>
      )}
      {view.isCut && <Text size="sm">{t('process.cut', { count: view.processes.length })}</Text>}
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('process.none')}
        </Text>
      )}
      {shown.map((one) => (
        <ProcessItem key={one.id} process={one} {...props} />
      ))}
    </Stack>
  );
}

type ItemProps = ProcessesSectionProps & { readonly process: ProcessView };

function ProcessItem({ process: one, id, isAsking, propose }: ItemProps): ReactElement {
  const { t, duration } = useWords();
  const kill = (what: 'query' | 'connection'): void =>
    propose({ kind: 'control', instance: id, act: { kind: 'kill-query', process: one.id, what } });
  const state = one.state === '' ? one.command : one.state;
  return (
    <Stack gap={4} role="group" aria-label={t('process.one', { id: one.id })}>
      <Text size="sm">
        {[`${one.id}`, one.user, one.host, one.database, duration(Math.max(0, one.seconds)), state]
          .filter((part) => part !== '')
          .join(' · ')}
      </Text>
      {one.statement !== '' && (
        <Code block fz="xs" mah={120} tabIndex={0} aria-label={t('process.statement', { id: one.id })}>
          {one.statement}
        </Code>
      )}
      {one.role === 'client' ? (
        <Group gap="xs">
          {one.statement !== '' && (
            <Button size="compact-xs" variant="default" disabled={isAsking} onClick={() => kill('query')}>
              {t('process.endQuery')}
            </Button>
          )}
          <Button size="compact-xs" variant="default" disabled={isAsking} onClick={() => kill('connection')}>
            {t('process.endConnection')}
          </Button>
        </Group>
      ) : (
        <Text size="xs" c="dimmed">
          {t(`process.role.${one.role}`)}
        </Text>
      )}
    </Stack>
  );
}
