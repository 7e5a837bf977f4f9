/** Who says something of a server, why, and for how long. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';
import { RegisterButton } from './register-button.tsx';
import type { Register } from './use-register.ts';

export type NoteDuration = '10m' | '30m' | '1h' | '4h' | '1d' | '2d' | '1w' | 'never';

export interface Note {
  readonly owner: string;
  readonly reason: string;
  readonly duration: NoteDuration;
}

export interface NoteFormProps {
  readonly register: Register;
  readonly title: string;
  readonly hint: string;
  /** What the button says. */
  readonly begin: string;
  readonly durations: readonly NoteDuration[];
  /** Missing: half an hour. */
  readonly usual?: NoteDuration;
  readonly onNote: (note: Note) => void;
}

export function NoteForm({
  register,
  title,
  hint,
  begin,
  durations,
  usual = '30m',
  onNote,
}: NoteFormProps): ReactElement {
  const { t } = useWords();
  const [owner, setOwner] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [duration, setDuration] = useState<NoteDuration>(usual);
  const [isAsked, setIsAsked] = useState(false);
  const typedOwner = owner ?? register.user;
  const missing = (text: string): string | null => (isAsked && text.trim() === '' ? t('registered.missing') : null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsAsked(true);
    if (typedOwner.trim() === '' || reason.trim() === '') return;
    onNote({ owner: typedOwner, reason, duration });
  };
  return (
    <form onSubmit={submit} noValidate aria-label={title}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {hint}
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
            data={durations.map((value) => ({ value, label: t(`registered.for.${value}`) }))}
            onChange={({ currentTarget: { value } }) => setDuration(durations.find((one) => one === value) ?? usual)}
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
          <RegisterButton register={register}>{begin}</RegisterButton>
        </Group>
      </Stack>
    </form>
  );
}
