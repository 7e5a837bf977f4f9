/** What a list is filtered by: above it, or behind a button on a phone, where the list itself comes first. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button, Group } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icons.tsx';

export interface FiltersProps {
  readonly label: string;
  /** How many of them hold something back now; said while they are folded. */
  readonly used: number;
  readonly children: ReactNode;
}

export function Filters({ label, used, children }: FiltersProps): ReactElement {
  const { t } = useWords();
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label={label}>
      {isNarrow && (
        <Button
          variant="default"
          size="xs"
          aria-expanded={isOpen}
          leftSection={<Icon name="filter" size={15} />}
          rightSection={<Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={15} />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {used === 0 ? t('filters.open') : t('filters.used', { count: used })}
        </Button>
      )}
      {(!isNarrow || isOpen) && children}
    </Group>
  );
}
