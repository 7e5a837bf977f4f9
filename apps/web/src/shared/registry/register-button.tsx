import type { ReactElement, ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { Change } from './use-change.ts';

export interface RegisterButtonProps {
  readonly register: Pick<Change<never>, 'refusal' | 'isRunning'>;
  /** Left out, the button submits the form that it stands in. */
  readonly onClick?: () => void;
  /** Which of the buttons of a form was pressed. */
  readonly value?: string;
  /** For screen readers, where what it shows says too little by itself. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** Registers something: off for those who may not, busy while it is written. */
export function RegisterButton({ register, onClick, value, label, children }: RegisterButtonProps): ReactElement {
  return (
    <Button
      type={onClick === undefined ? 'submit' : 'button'}
      size="xs"
      variant="default"
      disabled={register.refusal !== null}
      loading={register.isRunning}
      {...(register.refusal === null ? {} : { title: register.refusal })}
      {...(value === undefined ? {} : { value })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {children}
    </Button>
  );
}
