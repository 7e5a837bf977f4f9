/** Everything in downtime or maintenance: who, why, until when; ending it for one or for several. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Checkbox, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterId, InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { timedNotesQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { SureButton } from '../../shared/registry/sure-button.tsx';
import marked from '../../shared/ui/marked-table.module.css';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import { BeginMany } from './begin-many.tsx';
import { ManyProgress } from './many-progress.tsx';
import { keyOf, notesWith } from './note-rows.ts';
import type { TimedNote } from './note-rows.ts';
import { useRegisterMany } from './use-register-many.ts';

export interface TimedNotesProps {
  readonly instanceHref: (cluster: ClusterId, id: InstanceId) => string;
}

export function TimedNotes({ instanceHref }: TimedNotesProps): ReactElement {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(timedNotesQuery(useApi()));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="lg">
      <Running notes={data.notes} instanceHref={instanceHref} />
      <section aria-label={t('timedNotes.begin')}>
        <Title order={2} size="h5" mb="xs">
          {t('timedNotes.begin')}
        </Title>
        <BeginMany />
      </section>
    </Stack>
  );
}

function Running({ notes, instanceHref }: TimedNotesProps & { readonly notes: readonly TimedNote[] }): ReactElement {
  const { t, number } = useWords();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const many = useRegisterMany();
  const shown = notesWith(notes, text);
  // What has ended meanwhile is picked no more.
  const chosen = shown.filter((note) => picked.has(keyOf(note)));
  const pick = (keys: readonly string[], isPicked: boolean): void =>
    setPicked((before) => {
      const after = new Set(before);
      for (const key of keys)
        if (isPicked) after.add(key);
        else after.delete(key);
      return after;
    });
  return (
    <section aria-label={t('timedNotes.running')}>
      <Text size="sm" c="dimmed" role="status" mb="xs">
        {notes.length === 0
          ? t('timedNotes.none')
          : t('timedNotes.count', { count: notes.length, shown: number(notes.length) })}
      </Text>
      {notes.length > 0 && (
        <>
          <Group align="flex-end" gap="sm" mb="sm">
            <TextFilter label={t('timedNotes.find')} value={text} grows={1} onChange={setText} />
            {chosen.length > 0 && (
              <SureButton
                register={many}
                sure={t('timedNotes.endSure', { count: chosen.length })}
                onClick={() => void many.run(chosen.map(({ kind, instance }) => ({ kind: `end-${kind}`, instance })))}
              >
                {t('timedNotes.end', { count: chosen.length })}
              </SureButton>
            )}
          </Group>
          <ManyProgress progress={many.progress} />
          <NotesTable shown={shown} chosen={chosen} onPick={pick} instanceHref={instanceHref} />
        </>
      )}
    </section>
  );
}

interface NotesTableProps extends TimedNotesProps {
  readonly shown: readonly TimedNote[];
  readonly chosen: readonly TimedNote[];
  readonly onPick: (keys: readonly string[], isPicked: boolean) => void;
}

function NotesTable({ shown, chosen, onPick, instanceHref }: NotesTableProps): ReactElement {
  const { t } = useWords();
  return (
    <Table className={marked.table} verticalSpacing="xs" aria-label={t('timedNotes.running')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={44}>
            <Checkbox
              size="xs"
              aria-label={t('timedNotes.pickAll')}
              checked={shown.length > 0 && chosen.length === shown.length}
              indeterminate={chosen.length > 0 && chosen.length < shown.length}
              onChange={(event) => onPick(shown.map(keyOf), event.currentTarget.checked)}
            />
          </Table.Th>
          <Table.Th>{t('table.server')}</Table.Th>
          <Table.Th>{t('fleet.cluster')}</Table.Th>
          <Table.Th>{t('registered.reason')}</Table.Th>
          <Table.Th>{t('timedNotes.until')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.map((note) => (
          <Row
            key={keyOf(note)}
            note={note}
            href={instanceHref(note.cluster, note.instance)}
            isPicked={chosen.includes(note)}
            onPick={(isPicked) => onPick([keyOf(note)], isPicked)}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps {
  readonly note: TimedNote;
  readonly href: string;
  readonly isPicked: boolean;
  readonly onPick: (isPicked: boolean) => void;
}

function Row({ note, href, isPicked, onPick }: RowProps): ReactElement {
  const { t, time, utc } = useWords();
  const { kind, instance, clusterAlias, clusterName, owner, reason, endsAt } = note;
  return (
    <Table.Tr className={marked.row}>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={t('timedNotes.pick', { instance, kind: t(`registered.${kind}.title`) })}
          checked={isPicked}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td>
        <Link to={href} className={marked.name}>
          {instance}
        </Link>
        <div className={marked.aside}>{t(`registered.${kind}.title`)}</div>
      </Table.Td>
      <Table.Td data-label={t('fleet.cluster')}>{clusterAlias ?? clusterName}</Table.Td>
      <Table.Td data-label={t('registered.reason')}>
        {owner}: {reason}
      </Table.Td>
      <Table.Td data-label={t('timedNotes.until')}>
        <time title={utc(endsAt)}>{time(endsAt)}</time>
      </Table.Td>
    </Table.Tr>
  );
}
