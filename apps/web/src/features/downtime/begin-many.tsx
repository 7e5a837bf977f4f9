/** Downtime or maintenance for several servers at once: by name, of a host, or of a cluster. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId, InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery, fleetQuery, hostQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { NoteForm } from '../../shared/registry/note-form.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { addressesIn } from './note-rows.ts';
import { ManyProgress } from './many-progress.tsx';
import { useRegisterMany } from './use-register-many.ts';

const DURATIONS = ['10m', '30m', '1h', '4h', '1d', '2d', '1w'] as const;
const PLACES = ['servers', 'host', 'cluster'] as const;
const KINDS = ['downtime', 'maintenance'] as const;
const MAX_SHOWN_CLUSTERS = 100;

export function BeginMany(): ReactElement {
  const { t } = useWords();
  const [place, setPlace] = useState<(typeof PLACES)[number]>('servers');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('downtime');
  const [named, setNamed] = useState('');
  const many = useRegisterMany();
  const servers = useServersOf(place, named);
  const register = { ...many, failure: null, mayChange: many.refusal === null, run: () => undefined };
  return (
    <Stack gap="sm" maw={620}>
      <SegmentedControl
        size="xs"
        aria-label={t('timedNotes.place')}
        value={place}
        onChange={(value) => {
          setPlace(PLACES.find((one) => one === value) ?? 'servers');
          setNamed('');
        }}
        data={PLACES.map((value) => ({ value, label: t(`timedNotes.places.${value}`) }))}
      />
      <Named key={place} place={place} value={named} onChange={setNamed} />
      <SegmentedControl
        size="xs"
        aria-label={t('timedNotes.kind')}
        value={kind}
        onChange={(value) => setKind(KINDS.find((one) => one === value) ?? 'downtime')}
        data={KINDS.map((value) => ({ value, label: t(`registered.${value}.title`) }))}
      />
      <Text size="sm" role="status">
        {t('timedNotes.chosen', { count: servers.length })}
      </Text>
      {many.refusal !== null && <Notice mark="info">{many.refusal}</Notice>}
      <ManyProgress progress={many.progress} />
      {servers.length > 0 && (
        <NoteForm
          register={register}
          title={t(`registered.${kind}.title`)}
          hint={t(`registered.${kind}.hint`)}
          begin={t(`registered.${kind}.begin`)}
          durations={DURATIONS}
          onNote={(note) => void many.run(servers.map((instance) => ({ kind: `begin-${kind}`, instance, ...note })))}
        />
      )}
    </Stack>
  );
}

interface NamedProps {
  readonly place: (typeof PLACES)[number];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Named({ place, value, onChange }: NamedProps): ReactElement {
  const { t } = useWords();
  const { data: fleet } = useQuery(fleetQuery(useApi()));
  switch (place) {
    case 'servers':
      return (
        <Textarea
          size="xs"
          autosize
          minRows={2}
          maxRows={8}
          label={t('timedNotes.servers')}
          placeholder="db-1.example:3306"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'host':
      return (
        <TextInput
          size="xs"
          label={t('timedNotes.host')}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'cluster':
      return (
        <Select
          size="xs"
          searchable
          limit={MAX_SHOWN_CLUSTERS}
          label={t('timedNotes.cluster')}
          nothingFoundMessage={t('common.nothingFound')}
          data={(fleet?.clusters ?? []).map(({ id, name, alias }) => ({ value: id, label: alias ?? name }))}
          value={value === '' ? null : value}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
      );
  }
}

/** None where nothing fits what was named. */
function useServersOf(place: (typeof PLACES)[number], named: string): readonly InstanceId[] {
  const api = useApi();
  const wanted = named.trim();
  const host = useQuery({ ...hostQuery(api, wanted), enabled: place === 'host' && wanted !== '', retry: false });
  const cluster = useQuery({
    ...clusterQuery(api, wanted as ClusterId),
    enabled: place === 'cluster' && wanted !== '',
  });
  switch (place) {
    case 'servers':
      return addressesIn(named);
    case 'host':
      return wanted === '' || host.error !== null ? [] : (host.data?.servers ?? []).map(({ id }) => id);
    case 'cluster':
      return wanted === '' ? [] : (cluster.data?.nodes ?? []).map(({ id }) => id);
  }
}
