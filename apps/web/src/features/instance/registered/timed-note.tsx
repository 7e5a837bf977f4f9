/** Downtime or maintenance: who, why and until when, or the form that begins it. */
import type { ReactElement } from 'react';
import { Group, Text } from '@mantine/core';
import type { InstanceId, RegisteredView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Register } from '../../../shared/registry/use-register.ts';
import { RegisterButton } from '../../../shared/registry/register-button.tsx';
import { NoteForm } from '../../../shared/registry/note-form.tsx';
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
  return (
    <NoteForm
      register={register}
      title={t(`registered.${kind}.title`)}
      hint={t(`registered.${kind}.hint`)}
      begin={t(`registered.${kind}.begin`)}
      durations={DURATIONS}
      onNote={(note) => register.run({ kind: `begin-${kind}`, instance, ...note })}
    />
  );
}
