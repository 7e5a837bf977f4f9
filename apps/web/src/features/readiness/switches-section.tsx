import type { ReactElement } from 'react';
import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery } from '../../shared/api/queries.ts';
import { switchesQuery } from '../../shared/api/recovery-queries.ts';
import { untilText } from '../../shared/i18n/until-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { StormBrake } from './storm-brake.tsx';
import { SwitchForm } from './switch-form.tsx';
import classes from './readiness.module.css';

const WIDTH = 720;

/** The switch for everything, and the clusters that are switched off one by one. */
export function SwitchesSection({ hrefOf }: { readonly hrefOf: (cluster: ClusterId) => string }): ReactElement {
  const words = useWords();
  const { t } = words;
  const api = useApi();
  const { data } = useQuery(switchesQuery(api));
  const { data: fleet } = useQuery(fleetQuery(api));
  const nameOf = (id: ClusterId): string => {
    const found = fleet?.clusters.find((cluster) => cluster.id === id);
    return found?.alias ?? found?.name ?? id;
  };
  const single = data?.kind === 'read' ? data.off.filter(({ cluster }) => cluster !== null) : [];
  return (
    <Stack gap="lg" maw={WIDTH}>
      <StormBrake />
      <Paper withBorder p="md" component="section" aria-label={t('readiness.switch.everywhere')}>
        <Title order={2} size="h5" mb="xs">
          {t('readiness.switch.everywhere')}
        </Title>
        <SwitchForm cluster={null} />
      </Paper>
      <section aria-label={t('readiness.switch.others')} className={classes.links}>
        <Title order={2} size="h5" mb="xs">
          {t('readiness.switch.others')}
        </Title>
        {single.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('readiness.switch.noOthers')}
          </Text>
        )}
        {single.map(({ cluster, owner, reason, expiresAt }) =>
          cluster === null ? null : (
            <Text key={cluster} size="sm">
              <Link to={hrefOf(cluster)}>{nameOf(cluster)}</Link>{' '}
              {t('readiness.switch.off', { owner, reason, until: untilText(expiresAt, words) })}
            </Text>
          ),
        )}
      </section>
    </Stack>
  );
}
