/** What the name service said, as long as it is remembered, and forgetting it. */
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { NamesSectionProps } from './addresses-section.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { NameList } from './name-list.tsx';

export function LookedUpSection({ names: { cache, methods }, register }: NamesSectionProps): ReactElement {
  const { t, time } = useWords();
  const api = useApi();
  const queries = useQueryClient();
  const reset = useMutation({
    mutationFn: (key: string) => api.client.call('resetNames', { idempotencyKey: key }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.names }),
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
      <Group>
        <RegisterButton register={register} onClick={() => reset.mutate(api.newKey())}>
          {t('names.cache.reset')}
        </RegisterButton>
      </Group>
    </NameList>
  );
}
