import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';

const TYPING_PAUSE_MS = 300;

export interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly grows: number;
  readonly onChange: (value: string) => void;
}

/**
 * Asks the server when the typing pauses, not at every letter. Who leaves the field is done typing: what was typed must
 * not be asked for later, when a link that was clicked meanwhile already leads elsewhere.
 */
export function TextFilter({ label, value, grows, onChange }: TextFilterProps): ReactElement {
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
