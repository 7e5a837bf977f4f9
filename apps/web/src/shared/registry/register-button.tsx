import type { ReactElement, ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { Register } from './use-register.ts';

export interface RegisterButtonProps {
  readonly register: Register;
  /** Left out, the button submits the form that it stands in. */
  readonly onClick?: () => void;
  /** For screen readers, where what it shows says too little by itself. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** Registers something: off for those who may not, busy while it is written. */
export function RegisterButton({ register, onClick, label, children }: RegisterButtonProps): ReactElement {
  return (
    <Button
      type={onClick === undefined ? 'submit' : 'button'}
      size="xs"
      variant="default"
      disabled={register.refusal !== null}
      loading={register.isRunning}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {children}
    </Button>
  );
}
