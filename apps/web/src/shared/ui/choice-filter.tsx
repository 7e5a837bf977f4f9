import type { ReactElement } from 'react';
import { Select } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';

/** Of thousands of clusters the rest is found by typing. */
const MAX_SHOWN = 100;

export interface ChoiceFilterProps {
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** One that is none of the choices is shown as it is: it came by a link. */
  readonly value: string | null;
  /** CSS `flex`. */
  readonly flex: string;
  readonly onChange: (value: string) => void;
}

/** One of many, or any: '' . */
export function ChoiceFilter({ label, choices, value, flex, onChange }: ChoiceFilterProps): ReactElement {
  const { t } = useWords();
  const isKnown = value === null || value === '' || choices.some((choice) => choice.value === value);
  return (
    <Select
      label={label}
      placeholder={t('common.any')}
      clearable
      searchable={choices.length > 8}
      limit={MAX_SHOWN}
      flex={flex}
      nothingFoundMessage={t('common.nothingFound')}
      data={isKnown ? [...choices] : [{ value, label: value }, ...choices]}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
