/** Forgetting a server, asked twice; of one that was forgotten and is still named, who did so. */
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { SureButton } from '../../../shared/registry/sure-button.tsx';
import { Section } from './section.tsx';

export interface ForgetServerProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly forgotten: RegisteredView['forgotten'];
}

export function ForgetServer({ instance, register, forgotten }: ForgetServerProps): ReactElement {
  const { t, time } = useWords();
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
      <SureButton
        register={register}
        sure={t('names.forgotten.forget')}
        about={<Text size="sm">{t('names.panel.forgetSure', { instance })}</Text>}
        onClick={() => register.run({ kind: 'forget', instance })}
      >
        {t('names.panel.forget')}
      </SureButton>
    </Section>
  );
}
