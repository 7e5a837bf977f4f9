/** Clusters as a whole: forgetting one, and which part of the graph goes on with which id. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PlaceInput } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Register } from '../../shared/registry/use-register.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { AddressForm } from './address-form.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';

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
      <ForgetCluster key={cluster.id} cluster={cluster.id} name={cluster.name} register={register} />
      <PlaceCluster cluster={cluster.id} register={register} />
    </Stack>
  );
}

interface OfCluster {
  readonly cluster: string;
  readonly register: Register;
}

/** Asked twice. */
function ForgetCluster({ cluster, name, register }: OfCluster & { readonly name: string }): ReactElement {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  return (
    <Group gap="xs">
      <RegisterButton
        register={register}
        onClick={() => (asked ? register.run({ kind: 'forget-cluster', cluster }) : setAsked(true))}
      >
        {asked ? t('names.clusters.forgetSure', { name }) : t('names.clusters.forget')}
      </RegisterButton>
      {asked && (
        <Button size="xs" variant="subtle" onClick={() => setAsked(false)}>
          {t('common.cancel')}
        </Button>
      )}
    </Group>
  );
}

function PlaceCluster({ cluster, register }: OfCluster): ReactElement {
  const words = useWords();
  const { t } = words;
  const api = useApi();
  const queries = useQueryClient();
  const place = useMutation({
    mutationFn: ({ command, key }: { readonly command: PlaceInput; readonly key: string }) =>
      api.client.call('placeCluster', { body: command, idempotencyKey: key }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.fleet }),
  });
  return (
    <>
      {place.error !== null && (
        <Notice mark="critical" role="alert">
          {words.error(place.error)}
        </Notice>
      )}
      <AddressForm
        label={t('names.clusters.label')}
        first={t('names.clusters.server')}
        onSubmit={(instance, _second, action) =>
          place.mutate({
            command:
              action === 'split-cluster'
                ? { kind: 'split-cluster', instance }
                : { kind: 'continue-cluster', instance, cluster },
            key: api.newKey(),
          })
        }
      >
        {(['continue-cluster', 'split-cluster'] as const).map((action) => (
          <Button
            key={action}
            type="submit"
            size="xs"
            variant="default"
            value={action}
            disabled={register.refusal !== null}
            loading={place.isPending}
          >
            {t(`names.clusters.${action}`)}
          </Button>
        ))}
      </AddressForm>
    </>
  );
}
