/** Two ways in: one address, from which the rest of its tree is found, or a list of many. */
import type { ReactElement } from 'react';
import { Tabs } from '@mantine/core';
import type { ClusterId } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { DiscoverForm } from './discover-form.tsx';
import { ImportForm } from './import-form.tsx';

export type DiscoverTab = 'one' | 'list';

export interface DiscoverTabsProps {
  readonly tab: DiscoverTab;
  readonly onTab: (tab: DiscoverTab) => void;
  readonly hrefOf: (cluster: ClusterId) => string;
  readonly onOpen: (cluster: ClusterId) => void;
  /** A list is being added: what it brought must stay to be read. False: adding it came to nothing. */
  readonly onAdding: (is: boolean) => void;
  /** It was read. */
  readonly onDone: () => void;
}

export function DiscoverTabs({ tab, onTab, hrefOf, onOpen, onAdding, onDone }: DiscoverTabsProps): ReactElement {
  const { t } = useWords();
  return (
    <Tabs value={tab} onChange={(value) => onTab(value === 'list' ? 'list' : 'one')}>
      <Tabs.List mb="md">
        <Tabs.Tab value="one">{t('discover.one')}</Tabs.Tab>
        <Tabs.Tab value="list">{t('discover.list')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="one">
        <DiscoverForm onOpen={onOpen} />
      </Tabs.Panel>
      <Tabs.Panel value="list">
        <ImportForm hrefOf={hrefOf} onAdding={onAdding} onDone={onDone} />
      </Tabs.Panel>
    </Tabs>
  );
}
