import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { fromLocalInput, toLocalInput } from './audit-filter.ts';
import type { AuditFilterKey } from './audit-filter.ts';

export interface AuditFiltersProps {
  readonly parameters: URLSearchParams;
  readonly onChange: (key: AuditFilterKey, value: string) => void;
  readonly onClear: () => void;
}

const RESULTS = ['ok', 'failed', 'refused'] as const;
const TYPING_PAUSE_MS = 300;

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

interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly grows: number;
  readonly onChange: (value: string) => void;
}

/**
 * Asks the server when the typing pauses, not at every letter. Who leaves the field is done typing: what was typed must
 * not be asked for later, when a link that was clicked meanwhile already leads elsewhere.
 */
function TextFilter({ label, value, grows, onChange }: TextFilterProps): ReactElement {
  const [typed, setTyped] = useState(value);
  const [settled] = useDebouncedValue(typed, TYPING_PAUSE_MS);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (settled !== value && settled === typed) onChange(settled);
    // oxlint-disable-next-line react/exhaustive-deps -- Only a pause in typing is news here; a new address of the page arrives through the effect above.
  }, [settled]);
  return (
    <TextInput
      label={label}
      value={typed}
      flex={`${grows} 1 140px`}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed !== value) onChange(typed);
      }}
    />
  );
}
