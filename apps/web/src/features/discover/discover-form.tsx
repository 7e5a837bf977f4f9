/** One address in, one answer out: what was found, or why not and what to do about it. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { parseAddress } from '@topiary/contract';
import type { ClusterId, SeedResult } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ProbeFailure } from '../../shared/probe/probe-failure.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

export interface DiscoverFormProps {
  readonly onOpen: (cluster: ClusterId) => void;
}

export function DiscoverForm({ onOpen }: DiscoverFormProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const api = useApi();
  const cache = useQueryClient();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const discover = useMutation({
    mutationFn: (asked: { readonly address: string; readonly key: string }) =>
      api.client.call('discover', { body: { address: asked.address }, idempotencyKey: asked.key }),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.fleet }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const parsed = parseAddress(address);
    setProblem(parsed.ok ? null : t(`discover.problem.${parsed.problem}`));
    if (parsed.ok) discover.mutate({ address: address.trim(), key: api.newKey() });
    // What was said of another address would look like the answer to this one.
    else discover.reset();
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit} noValidate>
        <Group align="flex-end" gap="xs">
          <TextInput
            flex="1 1 240px"
            data-autofocus
            label={t('discover.address')}
            description={t('discover.hint')}
            placeholder="db-1.example.com:3306"
            value={address}
            error={problem}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setAddress(event.currentTarget.value);
              setProblem(null);
            }}
          />
          <Button type="submit" loading={discover.isPending}>
            {t('discover.button')}
          </Button>
        </Group>
      </form>
      {discover.error !== null && (
        <Notice mark="critical" role="alert">
          {words.error(discover.error)}
        </Notice>
      )}
      {discover.data !== undefined && <Outcome result={discover.data} onOpen={onOpen} />}
    </Stack>
  );
}

function Outcome({ result, onOpen }: DiscoverFormProps & { readonly result: SeedResult }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { cluster, failure } = result;
  const failed = result.outcome === 'failed' || result.outcome === 'kept-out';
  return (
    <Notice
      mark={failed ? 'critical' : 'ok'}
      title={t(`discover.outcome.${result.outcome}`, { instance: result.instance })}
      role={failed ? 'alert' : 'status'}
    >
      {result.keptOut !== null && <div>{t('discover.keptOut', result.keptOut)}</div>}
      {failure !== null && <ProbeFailure failure={failure} />}
      {result.notes.map((note) => (
        <div key={note.code + JSON.stringify(note.params)}>{words.message(note)}</div>
      ))}
      {cluster !== null && (
        <div>
          <Anchor component="button" size="sm" onClick={() => onOpen(cluster)}>
            {t('discover.open')}
          </Anchor>
        </div>
      )}
    </Notice>
  );
}
