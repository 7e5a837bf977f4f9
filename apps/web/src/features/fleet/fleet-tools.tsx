/** Above the fleet: the quick queries, the views that were kept, and how it is looked at. */
import type { ReactElement } from 'react';
import { Button, Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { FLEET_GROUPS, FLEET_LOOKS, FLEET_SORTS } from './fleet-view.ts';
import type { FleetView } from './fleet-view.ts';
import { QUICK_QUERIES } from './quick-queries.ts';
import { SavedViews } from './saved-views.tsx';
import classes from './fleet.module.css';

export interface FleetToolsProps {
  readonly view: FleetView;
  /** How many clusters each quick query finds; `null` before all of them are known. */
  readonly counts: ReadonlyMap<string, number> | null;
  readonly onView: (change: Partial<FleetView>) => void;
}

export function FleetTools({ view, counts, onView }: FleetToolsProps): ReactElement {
  const { t } = useWords();
  return (
    <Group gap="sm" mb="sm" justify="space-between">
      <QuickQueries view={view} counts={counts} onView={onView} />
      <Group gap="xs">
        <SavedViews view={view} onView={onView} />
        <NativeSelect
          size="xs"
          aria-label={t('fleet.group.label')}
          value={view.group}
          onChange={({ currentTarget: { value } }) =>
            onView({ group: FLEET_GROUPS.find((one) => one === value) ?? 'none' })
          }
          data={FLEET_GROUPS.map((value) => ({ value, label: t(`fleet.group.${value}`) }))}
        />
        <NativeSelect
          size="xs"
          aria-label={t('fleet.sort.label')}
          value={view.sort}
          onChange={({ currentTarget: { value } }) =>
            onView({ sort: FLEET_SORTS.find((one) => one === value) ?? 'need' })
          }
          data={FLEET_SORTS.map((value) => ({ value, label: t(`fleet.sort.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('fleet.look.label')}
          value={view.look}
          onChange={(value) => onView({ look: FLEET_LOOKS.find((one) => one === value) ?? 'table' })}
          data={FLEET_LOOKS.map((value) => ({ value, label: t(`fleet.look.${value}`) }))}
        />
      </Group>
    </Group>
  );
}

function QuickQueries({ view, counts, onView }: FleetToolsProps): ReactElement {
  const { t, number } = useWords();
  return (
    <Group gap={4} role="group" aria-label={t('fleet.quick.label')}>
      {QUICK_QUERIES.map(({ name, find }) => {
        const isChosen = view.find.trim() === find;
        return (
          <Button
            key={name}
            size="compact-sm"
            variant={isChosen ? 'light' : 'subtle'}
            {...(isChosen ? {} : { color: 'gray' })}
            aria-pressed={isChosen}
            rightSection={counts !== null && <span className={classes.count}>{number(counts.get(name) ?? 0)}</span>}
            onClick={() => onView({ find })}
          >
            {t(`fleet.quick.${name}`)}
          </Button>
        );
      })}
    </Group>
  );
}
