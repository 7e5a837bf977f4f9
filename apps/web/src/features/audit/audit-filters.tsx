import type { ReactElement } from 'react';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { fromLocalInput, toLocalInput } from '../../shared/ui/local-input.ts';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import type { AuditFilterKey } from './audit-filter.ts';

export interface AuditFiltersProps {
  readonly parameters: URLSearchParams;
  readonly onChange: (key: AuditFilterKey, value: string) => void;
  readonly onClear: () => void;
}

const RESULTS = ['ok', 'failed', 'refused'] as const;

export function AuditFilters({ parameters, onChange, onClear }: AuditFiltersProps): ReactElement {
  const { t } = useWords();
  const instant = (key: 'from' | 'to'): string =>
    toLocalInput(parameters.has(key) ? Number(parameters.get(key)) : null);
  const text = (key: 'text' | 'user' | 'instance', grows: number): ReactElement => (
    <TextFilter
      key={key}
      label={t(`audit.filter.${key}`)}
      value={parameters.get(key) ?? ''}
      grows={grows}
      onChange={(value) => onChange(key, value)}
    />
  );
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label={t('audit.filter.label')}>
      {text('text', 2)}
      {text('user', 1)}
      {text('instance', 1)}
      <Select
        label={t('audit.filter.result')}
        placeholder={t('audit.filter.any')}
        clearable
        w={150}
        data={RESULTS.map((value) => ({ value, label: t(`result.${value}`) }))}
        value={parameters.get('result')}
        onChange={(value) => onChange('result', value ?? '')}
      />
      <TextInput
        type="datetime-local"
        label={t('audit.filter.from')}
        value={instant('from')}
        onChange={(event) => onChange('from', fromLocalInput(event.currentTarget.value))}
      />
      <TextInput
        type="datetime-local"
        label={t('audit.filter.to')}
        value={instant('to')}
        onChange={(event) => onChange('to', fromLocalInput(event.currentTarget.value))}
      />
      <Button variant="default" onClick={onClear} leftSection={<Icon name="close" size={15} />}>
        {t('audit.filter.clear')}
      </Button>
    </Group>
  );
}
