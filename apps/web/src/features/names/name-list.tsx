/** One list of the page of names: what it is about, its rows, and how many more there are. */
import type { ReactElement, ReactNode } from 'react';
import { ScrollArea, Stack, Table, Text, Title } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';

export interface NameListProps {
  readonly title: string;
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly total: number;
  /** Forms, below the list. */
  readonly children?: ReactNode;
}

export function NameList({ title, about, head, rows, total, children }: NameListProps): ReactElement {
  const { t, number } = useWords();
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      {rows.length === 0 ? (
        <Text size="sm">{t('instance.none')}</Text>
      ) : (
        <ScrollArea.Autosize mah={420}>
          <Table verticalSpacing={6} aria-label={title}>
            <Table.Thead>
              <Table.Tr>
                {head.map((text) => (
                  <Table.Th key={text}>{text}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ key, cells }) => (
                <Table.Tr key={key}>
                  {cells.map((cell, column) => (
                    <Table.Td key={head[column]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      {total > rows.length && <Text size="sm">{t('names.more', { count: number(total - rows.length) })}</Text>}
      {children}
    </Stack>
  );
}
