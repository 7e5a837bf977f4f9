/** Forgetting a server, asked twice; of one that was forgotten and is still named, who did so. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { Section } from './section.tsx';

export interface ForgetServerProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly forgotten: RegisteredView['forgotten'];
}

export function ForgetServer({ instance, register, forgotten }: ForgetServerProps): ReactElement {
  const { t, time } = useWords();
  const [asked, setAsked] = useState(false);
  if (forgotten !== null) {
    return (
      <Section title={t('names.panel.forget')}>
        <Text size="sm">{t('names.panel.forgotten', { by: forgotten.by, time: time(forgotten.forgottenAt) })}</Text>
        <Group>
          <RegisterButton register={register} onClick={() => register.run({ kind: 'remember', instance })}>
            {t('names.forgotten.remember')}
          </RegisterButton>
        </Group>
      </Section>
    );
  }
  return (
    <Section title={t('names.panel.forget')}>
      {asked && <Text size="sm">{t('names.panel.forgetSure', { instance })}</Text>}
      <Group>
        <RegisterButton
          register={register}
          onClick={() => (asked ? register.run({ kind: 'forget', instance }) : setAsked(true))}
        >
          {t(asked ? 'names.forgotten.forget' : 'names.panel.forget')}
        </RegisterButton>
        {asked && (
          <RegisterButton register={register} onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </RegisterButton>
        )}
      </Group>
    </Section>
  );
}
