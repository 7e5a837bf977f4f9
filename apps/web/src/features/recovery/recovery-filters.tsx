import type { ReactElement } from 'react';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { fromLocalInput, toLocalInput } from '../../shared/ui/local-input.ts';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import type { RecoveryFilterKey } from './recovery-filter.ts';

export interface RecoveryFiltersProps {
  readonly parameters: URLSearchParams;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  /** Of detections there is less to filter by. */
  readonly only: 'all' | 'places';
  readonly onChange: (key: RecoveryFilterKey, value: string) => void;
  readonly onClear: () => void;
}

export function RecoveryFilters(props: RecoveryFiltersProps): ReactElement {
  const { parameters, clusters, only, onChange, onClear } = props;
  const { t } = useWords();
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label={t('recovery.filter.label')}>
      <Select
        label={t('recovery.filter.cluster')}
        placeholder={t('recovery.filter.any')}
        clearable
        searchable
        flex="1 1 180px"
        data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
        value={parameters.get('cluster')}
        onChange={(value) => onChange('cluster', value ?? '')}
      />
      <TextFilter
        label={t('recovery.filter.instance')}
        value={parameters.get('instance') ?? ''}
        grows={1}
        onChange={(value) => onChange('instance', value)}
      />
      {only === 'all' && <OfRecoveries {...props} />}
      <Button variant="default" onClick={onClear} leftSection={<Icon name="close" size={15} />}>
        {t('recovery.filter.clear')}
      </Button>
    </Group>
  );
}

function OfRecoveries({ parameters, onChange }: RecoveryFiltersProps): ReactElement {
  const { t } = useWords();
  const instant = (key: 'from' | 'to'): ReactElement => (
    <TextInput
      type="datetime-local"
      label={t(`recovery.filter.${key}`)}
      value={toLocalInput(parameters.has(key) ? Number(parameters.get(key)) : null)}
      onChange={(event) => onChange(key, fromLocalInput(event.currentTarget.value))}
    />
  );
  return (
    <>
      <Select
        label={t('recovery.filter.state')}
        placeholder={t('recovery.filter.any')}
        clearable
        w={140}
        data={(['running', 'ended'] as const).map((value) => ({ value, label: t(`recovery.filter.${value}`) }))}
        value={parameters.get('state')}
        onChange={(value) => onChange('state', value ?? '')}
      />
      <Select
        label={t('recovery.filter.acknowledged')}
        placeholder={t('recovery.filter.any')}
        clearable
        w={170}
        data={[{ value: 'true', label: t('recovery.filter.open') }]}
        value={parameters.get('unacknowledged')}
        onChange={(value) => onChange('unacknowledged', value ?? '')}
      />
      {instant('from')}
      {instant('to')}
    </>
  );
}
