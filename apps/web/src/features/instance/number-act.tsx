/** An act that needs a number, so that it is no button like the others. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, NumberInput } from '@mantine/core';

export interface NumberActProps {
  readonly label: string;
  readonly button: string;
  readonly first: number;
  readonly min: number;
  readonly max: number;
  readonly isAsking: boolean;
  readonly onAsk: (value: number) => void;
}

export function NumberAct({ label, button, first, min, max, isAsking, onAsk }: NumberActProps): ReactElement {
  // A text while what was typed is no number.
  const [value, setValue] = useState<number | string>(first);
  const number = typeof value === 'number' ? value : null;
  return (
    <Group gap="xs" mt="xs" align="flex-end">
      <NumberInput
        size="xs"
        w={140}
        label={label}
        min={min}
        max={max}
        allowDecimal={false}
        value={value}
        onChange={setValue}
      />
      <Button
        size="xs"
        variant="default"
        disabled={isAsking || number === null}
        onClick={() => {
          if (number !== null) onAsk(number);
        }}
      >
        {button}
      </Button>
    </Group>
  );
}
