/** How much a server is wanted as a master, and for how long that holds. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, NativeSelect, Text } from '@mantine/core';
import { PROMOTION_RULES } from '@topiary/contract';
import type { InstanceId, PromotionRule, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { Section } from './section.tsx';

const DURATIONS = ['1h', '4h', '1d', '1w', 'never'] as const;

export interface PromotionFormProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly promotion: RegisteredView['promotion'];
}

export function PromotionForm({ instance, register, promotion }: PromotionFormProps): ReactElement {
  const { t } = useWords();
  const [rule, setRule] = useState<PromotionRule>('prefer');
  const [duration, setDuration] = useState<string>('1h');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    register.run({ kind: 'register-candidate', instance, rule, duration });
  };
  return (
    <Section title={t('registered.promotion.title')}>
      <Held instance={instance} register={register} promotion={promotion} />
      <form onSubmit={submit} noValidate aria-label={t('registered.promotion.title')}>
        <Group grow align="flex-end">
          <NativeSelect
            size="xs"
            label={t('registered.promotion.rule')}
            value={rule}
            data={PROMOTION_RULES.map((value) => ({ value, label: t(`promotionRule.${value}`) }))}
            onChange={(event) =>
              setRule(PROMOTION_RULES.find((known) => known === event.currentTarget.value) ?? 'neutral')
            }
          />
          <NativeSelect
            size="xs"
            label={t('registered.duration')}
            value={duration}
            data={DURATIONS.map((value) => ({ value, label: t(`registered.for.${value}`) }))}
            onChange={(event) => setDuration(event.currentTarget.value)}
          />
          <RegisterButton register={register}>{t('registered.promotion.save')}</RegisterButton>
        </Group>
      </form>
    </Section>
  );
}

function Held({ instance, register, promotion }: PromotionFormProps): ReactElement {
  const { t, time } = useWords();
  if (promotion === null) return <Text size="sm">{t('instance.none')}</Text>;
  const { rule, expiresAt } = promotion;
  return (
    <Group justify="space-between">
      <Text size="sm" fw={600}>
        {t(`promotionRule.${rule}`)},{' '}
        {expiresAt === null ? t('registered.withoutEnd') : t('registered.until', { time: time(expiresAt) })}
      </Text>
      <RegisterButton register={register} onClick={() => register.run({ kind: 'withdraw-candidate', instance })}>
        {t('registered.promotion.withdraw')}
      </RegisterButton>
    </Group>
  );
}
