/** Nobody acknowledges without saying why: whoever comes later reads it. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, Stack, Text, TextInput } from '@mantine/core';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeNotices } from '../../shared/registry/change-notices.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';

export type AcknowledgeWhich =
  | { readonly kind: 'one'; readonly uid: string }
  | { readonly kind: 'cluster'; readonly cluster: ClusterId }
  | { readonly kind: 'all' };

const BUTTONS = { one: 'recovery.ack.one', cluster: 'recovery.ack.ofCluster', all: 'recovery.ack.all' } as const;
const MAX_COMMENT = 1_000;

export function AcknowledgeForm({ which }: { readonly which: AcknowledgeWhich }): ReactElement {
  const { t } = useWords();
  const [comment, setComment] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const change = useAcknowledge(which);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsAsked(true);
    if (comment.trim() !== '') change.run(comment, () => setComment(''));
  };
  return (
    <form onSubmit={submit} noValidate aria-label={t('recovery.ack.title')}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('recovery.ack.about')}
        </Text>
        <ChangeNotices failure={change.failure} refusal={change.refusal} />
        <Group align="flex-end" gap="xs">
          <TextInput
            flex="1 1 240px"
            size="xs"
            label={t('recovery.ack.comment')}
            value={comment}
            error={isAsked && comment.trim() === '' && !change.isRunning ? t('registered.missing') : null}
            maxLength={MAX_COMMENT}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <RegisterButton register={change}>{t(BUTTONS[which.kind])}</RegisterButton>
        </Group>
      </Stack>
    </form>
  );
}

function useAcknowledge(which: AcknowledgeWhich) {
  const { client } = useApi();
  return useChange<string>({
    send: (comment, idempotencyKey) => {
      if (which.kind === 'one')
        return client.call('acknowledgeRecovery', { params: { uid: which.uid }, body: { comment }, idempotencyKey });
      const body = which.kind === 'cluster' ? { comment, cluster: which.cluster } : { comment };
      return client.call('acknowledgeRecoveries', { body, idempotencyKey });
    },
    stale: () => [queryKeys.recoveries, queryKeys.audit],
  });
}
