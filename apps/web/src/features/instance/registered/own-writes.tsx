/** That a replica is written to on purpose: who says so and why, or the form that says it. */
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import type { Register } from '../../../shared/registry/use-register.ts';
import { NoteForm } from '../../../shared/registry/note-form.tsx';
import { Section } from './section.tsx';

const DURATIONS = ['1h', '4h', '1d', '1w', 'never'] as const;

export interface OwnWritesProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly ownWrites: RegisteredView['ownWrites'];
}

export function OwnWrites({ instance, register, ownWrites }: OwnWritesProps): ReactElement {
  const { t, time } = useWords();
  const title = t('registered.ownWrites.title');
  if (ownWrites === null)
    return (
      <Section title={title}>
        <NoteForm
          register={register}
          title={title}
          hint={t('registered.ownWrites.hint')}
          begin={t('registered.ownWrites.begin')}
          durations={DURATIONS}
          usual="never"
          onNote={(note) => register.run({ kind: 'declare-own-writes', instance, ...note })}
        />
      </Section>
    );
  const { owner, reason, expiresAt } = ownWrites;
  return (
    <Section title={title}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Text size="sm" fw={600}>
            {owner}: {reason}
          </Text>
          <Text size="sm">
            {expiresAt === null ? t('registered.withoutEnd') : t('registered.until', { time: time(expiresAt) })}
          </Text>
        </div>
        <RegisterButton register={register} onClick={() => register.run({ kind: 'withdraw-own-writes', instance })}>
          {t('registered.ownWrites.end')}
        </RegisterButton>
      </Group>
    </Section>
  );
}
