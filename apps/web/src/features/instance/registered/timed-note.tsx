/** Downtime or maintenance: who, why and until when, or the form that begins it. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { Section } from './section.tsx';

const DURATIONS = ['10m', '30m', '1h', '4h', '1d', '2d', '1w'] as const;

export interface TimedNoteProps {
  readonly instance: InstanceId;
  readonly register: Register;
  readonly kind: 'downtime' | 'maintenance';
  readonly note: RegisteredView['downtime'];
}

export function TimedNote(props: TimedNoteProps): ReactElement {
  const { t } = useWords();
  return (
    <Section title={t(`registered.${props.kind}.title`)}>
      {props.note === null ? <Begin {...props} /> : <Running {...props} note={props.note} />}
    </Section>
  );
}

function Running({
  instance,
  register,
  kind,
  note,
}: TimedNoteProps & { readonly note: NonNullable<TimedNoteProps['note']> }): ReactElement {
  const { t, time, utc } = useWords();
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text size="sm" fw={600}>
          {note.owner}: {note.reason}
        </Text>
        <Text size="sm" title={utc(note.endsAt)}>
          {t('registered.until', { time: time(note.endsAt) })}
        </Text>
      </div>
      <RegisterButton register={register} onClick={() => register.run({ kind: `end-${kind}`, instance })}>
        {t(`registered.${kind}.end`)}
      </RegisterButton>
    </Group>
  );
}

function Begin({ instance, register, kind }: TimedNoteProps): ReactElement {
  const { t } = useWords();
  const [owner, setOwner] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [duration, setDuration] = useState<string>('30m');
  const [isAsked, setIsAsked] = useState(false);
  const typedOwner = owner ?? register.user;
  const missing = (text: string): string | null => (isAsked && text.trim() === '' ? t('registered.missing') : null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsAsked(true);
    if (typedOwner.trim() === '' || reason.trim() === '') return;
    register.run({ kind: `begin-${kind}`, instance, owner: typedOwner, reason, duration });
  };
  return (
    <form onSubmit={submit} noValidate aria-label={t(`registered.${kind}.title`)}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t(`registered.${kind}.hint`)}
        </Text>
        <Group grow align="flex-start">
          <TextInput
            size="xs"
            label={t('registered.owner')}
            value={typedOwner}
            error={missing(typedOwner)}
            maxLength={128}
            onChange={(event) => setOwner(event.currentTarget.value)}
          />
          <NativeSelect
            size="xs"
            label={t('registered.duration')}
            value={duration}
            data={DURATIONS.map((value) => ({ value, label: t(`registered.for.${value}`) }))}
            onChange={(event) => setDuration(event.currentTarget.value)}
          />
        </Group>
        <TextInput
          size="xs"
          label={t('registered.reason')}
          value={reason}
          error={missing(reason)}
          maxLength={1_000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <RegisterButton register={register}>{t(`registered.${kind}.begin`)}</RegisterButton>
        </Group>
      </Stack>
    </form>
  );
}
