/** A list of servers, pasted or dropped as a file: looked at first, then added. */
import { useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MAX_IMPORT_CHARACTERS } from '@topiary/contract';
import type { ClusterId, ImportView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { failureText } from '../../shared/i18n/failure-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { countVerdicts, whatAddingDoes } from './import-counts.ts';
import { readListFile } from './read-list-file.ts';
import { ImportTable } from './import-table.tsx';

const EXAMPLE = 'db-1.example.com:3306\ndb-2.example.com:3307\n10.0.0.7';

const NOTHING = { added: 0, registered: 0 };

export interface ImportFormProps {
  readonly hrefOf: (cluster: ClusterId) => string;
  /** Adding has begun, or come to nothing. */
  readonly onAdding: (is: boolean) => void;
  readonly onDone: () => void;
}

export function ImportForm({ hrefOf, onAdding, onDone }: ImportFormProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const list = useList();
  const { text, view, isAdded, failure } = list;
  const { added: count, registered } = view === null ? NOTHING : whatAddingDoes(view);
  const doesSomething = count + registered > 0;
  return (
    <Stack gap="sm">
      <ListBox list={list} />
      {failure !== null && (
        <Notice mark="critical" role="alert">
          {failureText(failure, words)}
        </Notice>
      )}
      {view !== null && (
        <>
          <Text size="sm" fw={600} role="status">
            {t(isAdded ? 'import.done' : 'import.looked')} {sayCounts(view, words)}
          </Text>
          {view.ignoredColumns.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('import.ignoredColumns', { columns: view.ignoredColumns.join(', ') })}
            </Text>
          )}
          <ImportTable lines={view.lines} hrefOf={hrefOf} />
        </>
      )}
      <Group justify="flex-end" gap="xs">
        {isAdded && <Button onClick={onDone}>{t('import.close')}</Button>}
        {!isAdded && (
          <Button
            variant={doesSomething ? 'default' : 'filled'}
            loading={list.isLooking}
            disabled={text.trim() === '' || list.isAdding}
            onClick={list.look}
          >
            {t('import.look')}
          </Button>
        )}
        {!isAdded && doesSomething && (
          <Button
            loading={list.isAdding}
            disabled={list.isLooking}
            onClick={() => {
              onAdding(true);
              list.add(() => onAdding(false));
            }}
          >
            {count > 0 ? t('import.add', { count }) : t('import.register')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

type List = ReturnType<typeof useList>;

/** The text, and what was said of it; of another text nothing was said yet. */
function useList() {
  const api = useApi();
  const cache = useQueryClient();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const look = useMutation({
    mutationFn: (asked: string) => api.client.call('previewImport', { body: { text: asked } }),
  });
  const add = useMutation({
    mutationFn: (asked: { readonly text: string; readonly key: string }) =>
      api.client.call('import', { body: { text: asked.text }, idempotencyKey: asked.key }),
    onSuccess: () =>
      Promise.all([queryKeys.fleet, queryKeys.audit].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
  const view: ImportView | null = add.data ?? look.data ?? null;
  return {
    text,
    problem,
    view,
    isAdded: add.data !== undefined,
    isLooking: look.isPending,
    isAdding: add.isPending,
    failure: add.error ?? look.error,
    write: (written: string, why: string | null = null) => {
      setText(written);
      setProblem(why);
      look.reset();
      add.reset();
    },
    look: () => {
      add.reset();
      look.mutate(text);
    },
    add: (onFailed: () => void) => add.mutate({ text, key: api.newKey() }, { onError: onFailed }),
  };
}

function ListBox({ list }: { readonly list: List }): ReactElement {
  const { t, number } = useWords();
  const [isOver, setIsOver] = useState(false);
  const read = async (file: File | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    const found = await readListFile(file, MAX_IMPORT_CHARACTERS);
    if (found.kind === 'text') list.write(found.text);
    else if (found.kind === 'unreadable') list.write('', t('import.unreadable', { name: file.name }));
    else list.write('', t('import.tooLarge', { limit: number(MAX_IMPORT_CHARACTERS) }));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    void (file === undefined ? list.write(event.dataTransfer.getData('text')) : read(file));
  };
  return (
    <>
      <Textarea
        label={t('import.label')}
        description={t('import.hint')}
        placeholder={EXAMPLE}
        value={list.text}
        error={list.problem}
        autosize
        minRows={5}
        maxRows={list.view === null ? 14 : 5}
        maxLength={MAX_IMPORT_CHARACTERS}
        spellCheck={false}
        autoComplete="off"
        styles={{
          input: { fontFamily: 'var(--mantine-font-family-monospace)', ...(isOver && { outline: '2px dashed' }) },
        }}
        onChange={(event) => list.write(event.currentTarget.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      />
      <Group gap="xs">
        <FileButton accept=".csv,.txt,text/plain,text/csv" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t('import.file')}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t('import.drop')}
        </Text>
      </Group>
    </>
  );
}

function sayCounts(view: ImportView, { t }: ReturnType<typeof useWords>): string {
  return countVerdicts(view)
    .map(([verdict, count]) => `${count} ${t(`import.verdict.${verdict}`)}`)
    .join(' · ');
}
