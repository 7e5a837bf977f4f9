/** Clusters as a whole: forgetting one, and which part of the graph goes on with which id. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PlaceInput } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { SureButton } from '../../shared/registry/sure-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import type { Register } from '../../shared/registry/use-register.ts';
import { AddressForm } from './address-form.tsx';

export function ClustersSection({ register }: { readonly register: Register }): ReactElement | null {
  const { t } = useWords();
  const { data: fleet } = useQuery(fleetQuery(useApi()));
  const [chosen, setChosen] = useState<string | null>(null);
  const clusters = fleet?.clusters ?? [];
  const cluster = clusters.find(({ id }) => id === chosen) ?? clusters[0];
  if (cluster === undefined) return null;
  return (
    <Stack component="section" gap="xs" aria-label={t('names.clusters.title')}>
      <Title order={2} size="h5">
        {t('names.clusters.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('names.clusters.about')}
      </Text>
      <NativeSelect
        size="xs"
        maw={360}
        label={t('fleet.cluster')}
        value={cluster.id}
        data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <SureButton
        key={cluster.id}
        register={register}
        sure={t('names.clusters.forgetSure', { name: cluster.name })}
        onClick={() => register.run({ kind: 'forget-cluster', cluster: cluster.id })}
      >
        {t('names.clusters.forget')}
      </SureButton>
      <PlaceCluster cluster={cluster.id} />
    </Stack>
  );
}

function PlaceCluster({ cluster }: { readonly cluster: string }): ReactElement {
  const { t } = useWords();
  const api = useApi();
  const place = useChange<PlaceInput>({
    send: (body, idempotencyKey) => api.client.call('placeCluster', { body, idempotencyKey }),
    stale: () => [queryKeys.fleet],
  });
  return (
    <>
      <ChangeFailure failure={place.failure} />
      <AddressForm
        label={t('names.clusters.label')}
        first={t('names.clusters.server')}
        onSubmit={(instance, _second, action) =>
          place.run(
            action === 'split-cluster'
              ? { kind: 'split-cluster', instance }
              : { kind: 'continue-cluster', instance, cluster },
          )
        }
      >
        {(['continue-cluster', 'split-cluster'] as const).map((action) => (
          <RegisterButton key={action} register={place} value={action}>
            {t(`names.clusters.${action}`)}
          </RegisterButton>
        ))}
      </AddressForm>
    </>
  );
}
