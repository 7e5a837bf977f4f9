import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, NativeSelect, Pill, Text, TextInput } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { Section } from './section.tsx';

const DURATIONS = ['never', '1h', '4h', '1d', '1w'] as const;
const NAME_LIMIT = 100;

export interface PoolsFormProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly pools: RegisteredView['pools'];
}

export function PoolsForm({ instance, register, pools }: PoolsFormProps): ReactElement {
  const { t } = useWords();
  const [pool, setPool] = useState('');
  const [duration, setDuration] = useState<string>('never');
  const [isMissing, setIsMissing] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsMissing(pool.trim() === '');
    if (pool.trim() !== '') register.run({ kind: 'join-pool', instance, pool, duration }, () => setPool(''));
  };
  return (
    <Section title={t('registered.pools')}>
      {pools.length === 0 ? <Text size="sm">{t('instance.none')}</Text> : <Held {...{ instance, register, pools }} />}
      <form onSubmit={submit} noValidate aria-label={t('registered.pools')}>
        <Group align="flex-start" gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            size="xs"
            aria-label={t('registered.newPool')}
            placeholder={t('registered.newPool')}
            value={pool}
            error={isMissing ? t('registered.missing') : null}
            maxLength={NAME_LIMIT}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setPool(event.currentTarget.value);
              setIsMissing(false);
            }}
          />
          <NativeSelect
            size="xs"
            aria-label={t('registered.duration')}
            value={duration}
            data={DURATIONS.map((value) => ({ value, label: t(`registered.for.${value}`) }))}
            onChange={(event) => setDuration(event.currentTarget.value)}
          />
          <RegisterButton register={register}>{t('registered.addPool')}</RegisterButton>
        </Group>
      </form>
    </Section>
  );
}

function Held({ instance, register, pools }: PoolsFormProps): ReactElement {
  const { t } = useWords();
  return (
    <Group gap="xs">
      {pools.map((pool) => (
        <Pill
          key={pool}
          withRemoveButton={register.refusal === null}
          removeButtonProps={{ 'aria-label': t('registered.leavePool', { pool }), 'aria-hidden': false }}
          onRemove={() => register.run({ kind: 'leave-pool', instance, pool })}
        >
          {pool}
        </Pill>
      ))}
    </Group>
  );
}
