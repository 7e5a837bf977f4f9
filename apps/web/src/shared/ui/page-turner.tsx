import type { ReactElement } from 'react';
import { Group, Pagination } from '@mantine/core';
import { useWords } from '../i18n/use-words.ts';

export interface PageTurnerProps {
  /** How many entries there are on all pages. */
  readonly total: number;
  readonly pageSize: number;
  /** From 0. */
  readonly page: number;
  readonly onTurn: (page: number) => void;
}

/** Leads through the pages of a list; nothing where there is only one, unless another than that one is looked at. */
export function PageTurner({ total, pageSize, page, onTurn }: PageTurnerProps): ReactElement | null {
  const { t } = useWords();
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1 && page === 0) return null;
  return (
    <Group justify="center" p="md">
      <Pagination
        total={pages}
        value={page + 1}
        onChange={(value) => onTurn(value - 1)}
        getControlProps={(control) => ({ 'aria-label': t(`common.page.${control}`) })}
        getItemProps={(item) => ({ 'aria-label': t('common.page.number', { page: item }) })}
      />
    </Group>
  );
}
