/** What is to die in a rehearsal. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { DYING_KINDS } from './rehearsal-facts.ts';
import type { Dying, DyingKind } from './rehearsal-facts.ts';
import classes from './rehearsal.module.css';

export interface RehearsalFormProps {
  readonly dying: Dying | null;
  readonly isRunning: boolean;
  readonly onRehearse: (dying: Dying) => void;
}

export function RehearsalForm({ dying, isRunning, onRehearse }: RehearsalFormProps): ReactElement {
  const { t } = useWords();
  const [kind, setKind] = useState<DyingKind>(dying?.kind ?? 'instance');
  const [name, setName] = useState(dying?.name ?? '');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') onRehearse({ kind, name: name.trim() });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <SegmentedControl
        aria-label={t('rehearsal.what')}
        value={kind}
        onChange={(value) => setKind(value)}
        data={DYING_KINDS.map((value) => ({ value, label: t(`rehearsal.kind.${value}`) }))}
      />
      <TextInput
        className={classes.name ?? ''}
        aria-label={t(`rehearsal.kind.${kind}`)}
        placeholder={t(`rehearsal.example.${kind}`)}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={isRunning} disabled={name.trim() === ''}>
        {t('rehearsal.start')}
      </Button>
    </form>
  );
}
