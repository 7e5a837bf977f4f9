/** What the configured hooks would run for the failure of a server: a rehearsal, in which nothing runs. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { hooksQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import classes from './recovery.module.css';

type Hook = CallOutput<'previewHooks'>['hooks'][number];

export function HooksPreview(): ReactElement {
  const { t } = useWords();
  const [instance, setInstance] = useState('');
  const { data, error, refetch } = useQuery(hooksQuery(useApi(), instance));
  return (
    <>
      <Text size="sm" mb="sm">
        {t('recovery.hooks.about')}
      </Text>
      <Group mb="md">
        <TextFilter label={t('recovery.hooks.instance')} value={instance} grows={1} onChange={setInstance} />
      </Group>
      {data === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && error === null && (
        <section aria-label={t('recovery.list.hooks')}>
          <Text size="sm" c="dimmed" mb="sm" role="status">
            {t('recovery.hooks.of', { instance: data.instance })}
          </Text>
          {data.hooks.length === 0 && <Notice mark="info">{t('recovery.hooks.none')}</Notice>}
          <ul className={classes.held}>
            {data.hooks.map((hook) => (
              <li key={`${hook.list} ${hook.number}`}>
                <HookItem hook={hook} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function HookItem({ hook }: { readonly hook: Hook }): ReactElement {
  const { t } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const { list, number, count, template, shown, environment, input, isAsynchronous } = hook;
  const name = t('recovery.hooks.name', { list, number, count });
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  return (
    <article className={classes.hook} aria-label={name}>
      <Group gap="xs">
        <strong>{name}</strong>
        {isAsynchronous && (
          <Badge variant="default" tt="none">
            {t('recovery.hooks.asynchronous')}
          </Badge>
        )}
      </Group>
      <CodeBlock text={shown} label={t('recovery.hooks.command', { name })} />
      <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('recovery.hooks.details')}
      </Button>
      {isOpen && (
        <>
          <p className={classes.muted}>{t('recovery.hooks.template')}</p>
          <CodeBlock text={template} label={t('recovery.hooks.template')} />
          <p className={classes.muted}>{t('recovery.hooks.environment')}</p>
          <CodeBlock text={variables.join('\n')} label={t('recovery.hooks.environment')} />
          <p className={classes.muted}>{t('recovery.hooks.input')}</p>
          <CodeBlock text={input} label={t('recovery.hooks.input')} />
        </>
      )}
    </article>
  );
}
