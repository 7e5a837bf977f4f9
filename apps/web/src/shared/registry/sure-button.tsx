import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button, Group } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { RegisterButton } from './register-button.tsx';
import type { RegisterButtonProps } from './register-button.tsx';

export interface SureButtonProps extends Pick<RegisterButtonProps, 'register'> {
  readonly onClick: () => void;
  /** On the second button, which does it. */
  readonly sure: string;
  /** What should be known before. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** For what is asked twice. */
export function SureButton({ register, onClick, sure, about, children }: SureButtonProps): ReactElement {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  return (
    <>
      {asked && about}
      <Group gap="xs">
        <RegisterButton register={register} onClick={() => (asked ? onClick() : setAsked(true))}>
          {asked ? sure : children}
        </RegisterButton>
        {asked && (
          <Button size="xs" variant="subtle" onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </Button>
        )}
      </Group>
    </>
  );
}
