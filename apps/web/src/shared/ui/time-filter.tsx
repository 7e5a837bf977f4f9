import type { ReactElement } from 'react';
import { TextInput } from '@mantine/core';
import { fromLocalInput, toLocalInput } from './local-input.ts';

export interface TimeFilterProps {
  readonly label: string;
  /** Milliseconds since 1970 as text, as it stands in the address of the page; `null`: none. */
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

/** A moment in the time of the browser. */
export function TimeFilter({ label, value, onChange }: TimeFilterProps): ReactElement {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={toLocalInput(value === null ? null : Number(value))}
      onChange={(event) => onChange(fromLocalInput(event.currentTarget.value))}
    />
  );
}
