import type { ReactElement } from 'react';
import { Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys, statusQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeNotices } from '../../shared/registry/change-notices.tsx';
import { SureButton } from '../../shared/registry/sure-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import { Notice } from '../../shared/ui/notice.tsx';

/** While many masters have failed at once: it is a person who says that they are really gone. */
export function StormBrake(): ReactElement | null {
  const { t } = useWords();
  const api = useApi();
  const { data: status } = useQuery(statusQuery(api));
  const change = useChange<null>({
    send: (_asked, idempotencyKey) => api.client.call('releaseStormBrake', { idempotencyKey }),
    stale: () => [queryKeys.recoveries, queryKeys.findings, queryKeys.status, queryKeys.audit],
  });
  if (status?.banners.some(({ code }) => code === 'storm') !== true) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('readiness.storm.title')}>
      <Title order={2} size="h5" mb="xs">
        {t('readiness.storm.title')}
      </Title>
      <Text size="sm" mb="sm">
        {t('readiness.storm.on')}
      </Text>
      <ChangeNotices failure={change.failure} refusal={change.refusal} />
      <SureButton
        register={change}
        sure={t('readiness.storm.sure')}
        about={<Notice mark="warning">{t('readiness.storm.about')}</Notice>}
        onClick={() => change.run(null)}
      >
        {t('readiness.storm.release')}
      </SureButton>
    </Paper>
  );
}
