/** How the fleet can be looked at: what its tools above the list do, for the palette. */
import { useMemo } from 'react';
import { FLEET_GROUPS, FLEET_LOOKS, FLEET_SORTS } from '../../features/fleet/fleet-view.ts';
import type { FleetView } from '../../features/fleet/fleet-view.ts';
import { QUICK_QUERIES } from '../../features/fleet/quick-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Action } from './action.ts';
import { useActions, useActionsStore } from './actions-store.ts';

interface Choice extends Pick<Action, 'id' | 'label' | 'icon'> {
  readonly change: Partial<FleetView>;
  readonly isSo: boolean;
}

export function useFleetActions(view: FleetView, onView: (change: Partial<FleetView>) => void): void {
  const { t } = useWords();
  const { find, group, sort, look } = view;
  const actions = useMemo(() => {
    const choices: readonly Choice[] = [
      ...FLEET_LOOKS.map((one): Choice => ({
        id: `fleet-look-${one}`,
        label: t(`fleet.look.${one}`),
        icon: one === 'table' ? 'table' : 'map',
        change: { look: one },
        isSo: one === look,
      })),
      ...QUICK_QUERIES.map(({ name, find: query }): Choice => ({
        id: `fleet-quick-${name}`,
        label: `${t('fleet.quick.label')}: ${t(`fleet.quick.${name}`)}`,
        icon: 'filter',
        change: { find: query },
        isSo: query === find,
      })),
      ...FLEET_GROUPS.map((one): Choice => ({
        id: `fleet-group-${one}`,
        label: `${t('fleet.group.label')}: ${t(`fleet.group.${one}`)}`,
        icon: 'collapse',
        change: { group: one },
        isSo: one === group,
      })),
      ...FLEET_SORTS.map((one): Choice => ({
        id: `fleet-sort-${one}`,
        label: `${t('fleet.sort.label')}: ${t(`fleet.sort.${one}`)}`,
        icon: 'topDown',
        change: { sort: one },
        isSo: one === sort,
      })),
    ];
    return choices.map(({ change, isSo, ...rest }): Action => ({
      ...rest,
      section: 'view',
      about: '',
      shortcut: null,
      refusal: isSo ? t('palette.isSo') : null,
      run: () => onView(change),
    }));
  }, [t, find, group, sort, look, onView]);
  useActions(useActionsStore(), 'fleet', actions);
}
