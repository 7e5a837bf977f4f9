/** Names: who is who, what replicas are told, what is forgotten or left alone, and what was looked up. */
import type { ReactElement } from 'react';
import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AddressesSection } from '../../features/names/addresses-section.tsx';
import { ClustersSection } from '../../features/names/clusters-section.tsx';
import { ForgottenSection } from '../../features/names/forgotten-section.tsx';
import { KeptOutSection } from '../../features/names/kept-out-section.tsx';
import { LookedUpSection } from '../../features/names/looked-up-section.tsx';
import { VirtualNamesSection } from '../../features/names/virtual-names-section.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { namesQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeNotices } from '../../shared/registry/change-notices.tsx';
import { useRegister } from '../../shared/registry/use-register.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './pages.module.css';

export function NamesPage(): ReactElement {
  const { t } = useWords();
  const register = useRegister();
  const { data: names, error, refetch } = useQuery(namesQuery(useApi()));
  return (
    <div className={classes.page}>
      <title>{t('names.documentTitle')}</title>
      <Title order={1} size="h3" mb="sm">
        {t('names.title')}
      </Title>
      <ChangeNotices failure={register.failure} refusal={register.refusal} />
      {names === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {names !== undefined && (
        <Stack gap="xl" mt="md">
          <AddressesSection names={names} register={register} />
          <VirtualNamesSection names={names} register={register} />
          <ForgottenSection names={names} register={register} />
          <ClustersSection register={register} />
          <KeptOutSection names={names} />
          <LookedUpSection names={names} />
        </Stack>
      )}
    </div>
  );
}
