import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { findingView, recoveryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChoiceFilter } from '../../shared/ui/choice-filter.tsx';
import { countUsed } from '../../shared/ui/count-used.ts';
import { Filters } from '../../shared/ui/filters.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import { TimeFilter } from '../../shared/ui/time-filter.tsx';
import type { RecoveryFilterKey } from './recovery-filter.ts';

export interface RecoveryFiltersProps {
  readonly parameters: URLSearchParams;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  readonly of: 'recoveries' | 'detections';
  readonly onChange: (key: RecoveryFilterKey, value: string) => void;
  readonly onClear: () => void;
}

/** As they are called everywhere: orchestrator's names, which people search for. */
const CODES = findingView.shape.code.options.map((value) => ({ value, label: value }));
const USED: readonly RecoveryFilterKey[] = [
  'cluster',
  'instance',
  'code',
  'scope',
  'state',
  'unacknowledged',
  'actionable',
  'from',
  'to',
];

export function RecoveryFilters({ parameters, clusters, of, onChange, onClear }: RecoveryFiltersProps): ReactElement {
  const { t } = useWords();
  const choice = (
    key: 'cluster' | 'code' | 'scope' | 'state' | 'unacknowledged' | 'actionable',
    label: string,
    choices: readonly { readonly value: string; readonly label: string }[],
  ): ReactElement => (
    <ChoiceFilter
      label={label}
      flex={key === 'cluster' || key === 'code' ? '1 1 180px' : '0 1 160px'}
      choices={choices}
      value={parameters.get(key)}
      onChange={(value) => onChange(key, value)}
    />
  );
  return (
    <Filters label={t('recovery.filter.label')} used={countUsed(parameters, USED)}>
      {choice(
        'cluster',
        t('recovery.filter.cluster'),
        clusters.map(({ id, name }) => ({ value: id, label: name })),
      )}
      <TextFilter
        label={t('recovery.filter.instance')}
        value={parameters.get('instance') ?? ''}
        grows={1}
        onChange={(value) => onChange('instance', value)}
      />
      {choice('code', t('recovery.filter.code'), CODES)}
      {of === 'recoveries' && (
        <>
          {choice(
            'scope',
            t('recovery.filter.scope'),
            recoveryView.shape.scope.options.map((value) => ({ value, label: t(`recovery.scope.${value}`) })),
          )}
          {choice(
            'state',
            t('recovery.filter.state'),
            (['running', 'ended'] as const).map((value) => ({ value, label: t(`recovery.filter.${value}`) })),
          )}
          {choice('unacknowledged', t('recovery.filter.acknowledged'), [
            { value: 'true', label: t('recovery.filter.open') },
          ])}
        </>
      )}
      {of === 'detections' &&
        choice('actionable', t('recovery.filter.actionable'), [
          { value: 'true', label: t('recovery.actionable') },
          { value: 'false', label: t('recovery.reported') },
        ])}
      {(['from', 'to'] as const).map((key) => (
        <TimeFilter
          key={key}
          label={t(`recovery.filter.${key}`)}
          value={parameters.get(key)}
          onChange={(value) => onChange(key, value)}
        />
      ))}
      <Button variant="default" onClick={onClear} leftSection={<Icon name="close" size={15} />}>
        {t('recovery.filter.clear')}
      </Button>
    </Filters>
  );
}
