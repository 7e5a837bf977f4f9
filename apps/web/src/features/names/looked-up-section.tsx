/** What the name service said, as long as it is remembered, and forgetting it. */
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import type { NamesView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import { NameList } from './name-list.tsx';

export function LookedUpSection({ names: { cache, methods } }: { readonly names: NamesView }): ReactElement {
  const { t, time } = useWords();
  const api = useApi();
  const reset = useChange<null>({
    send: (_all, idempotencyKey) => api.client.call('resetNames', { idempotencyKey }),
    stale: () => [queryKeys.names],
  });
  const { lookUp, told, expiryMinutes } = methods;
  return (
    <NameList
      title={t('names.cache.title')}
      about={t('names.cache.about')}
      head={[t('names.cache.host'), t('names.cache.leads'), t('names.cache.outcome'), t('names.until')]}
      rows={cache.items.map(({ host, name, outcome, code, expiresAt }) => ({
        key: host,
        cells: [
          host,
          name,
          code === null ? t(`names.outcome.${outcome}`) : `${t(`names.outcome.${outcome}`)} (${code})`,
          expiresAt === null ? '' : time(expiresAt),
        ],
      }))}
      total={cache.total}
    >
      <Text size="sm">{t('names.cache.methods', { lookUp, told, minutes: String(expiryMinutes) })}</Text>
      <ChangeFailure failure={reset.failure} />
      <Group>
        <RegisterButton register={reset} onClick={() => reset.run(null)}>
          {t('names.cache.reset')}
        </RegisterButton>
      </Group>
    </NameList>
  );
}
