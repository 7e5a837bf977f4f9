import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChoiceFilter } from '../../shared/ui/choice-filter.tsx';
import { countUsed } from '../../shared/ui/count-used.ts';
import { Filters } from '../../shared/ui/filters.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import { TimeFilter } from '../../shared/ui/time-filter.tsx';
import { actionName, KNOWN_ACTIONS } from './audit-actions.ts';
import type { AuditFilterKey } from './audit-filter.ts';

export interface AuditFiltersProps {
  readonly parameters: URLSearchParams;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (key: AuditFilterKey, value: string) => void;
  readonly onClear: () => void;
}

const USED: readonly AuditFilterKey[] = ['text', 'user', 'action', 'cluster', 'instance', 'result', 'from', 'to'];
const RESULTS = ['ok', 'failed', 'refused'] as const;

export function AuditFilters({ parameters, clusters, onChange, onClear }: AuditFiltersProps): ReactElement {
  const { t } = useWords();
  const text = (key: 'text' | 'user' | 'instance', grows: number): ReactElement => (
    <TextFilter
      key={key}
      label={t(`audit.filter.${key}`)}
      value={parameters.get(key) ?? ''}
      grows={grows}
      onChange={(value) => onChange(key, value)}
    />
  );
  const choice = (
    key: 'cluster' | 'action' | 'result',
    flex: string,
    choices: readonly { readonly value: string; readonly label: string }[],
  ): ReactElement => (
    <ChoiceFilter
      label={t(`audit.filter.${key}`)}
      flex={flex}
      choices={choices}
      value={parameters.get(key)}
      onChange={(value) => onChange(key, value)}
    />
  );
  return (
    <Filters label={t('audit.filter.label')} used={countUsed(parameters, USED)}>
      {text('text', 2)}
      {text('user', 1)}
      {choice(
        'action',
        '1 1 180px',
        KNOWN_ACTIONS.map((value) => ({ value, label: actionName(value, t) })),
      )}
      {choice(
        'cluster',
        '1 1 160px',
        clusters.map(({ id, name }) => ({ value: id, label: name })),
      )}
      {text('instance', 1)}
      {choice(
        'result',
        '0 1 130px',
        RESULTS.map((value) => ({ value, label: t(`result.${value}`) })),
      )}
      {(['from', 'to'] as const).map((key) => (
        <TimeFilter
          key={key}
          label={t(`audit.filter.${key}`)}
          value={parameters.get(key)}
          onChange={(value) => onChange(key, value)}
        />
      ))}
      <Button variant="default" onClick={onClear} leftSection={<Icon name="close" size={15} />}>
        {t('audit.filter.clear')}
      </Button>
    </Filters>
  );
}
