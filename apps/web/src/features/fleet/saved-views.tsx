/** Looks at the fleet that somebody gave a name, kept in this browser. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import {
  MAX_VIEW_NAME_LENGTH,
  MAX_SAVED_VIEWS,
  mayKeepView,
  usePreference,
  usePreferencesStore,
  withoutView,
  withView,
} from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { readFleetView, searchOfView } from './fleet-view.ts';
import type { FleetView } from './fleet-view.ts';

export interface SavedViewsProps {
  readonly view: FleetView;
  readonly onView: (view: FleetView) => void;
}

export function SavedViews({ view, onView }: SavedViewsProps): ReactElement {
  const { t } = useWords();
  const saved = usePreference(({ fleetViews }) => fleetViews);
  const [isManaging, setIsManaging] = useState(false);
  const search = searchOfView(view);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<Icon name="star" size={15} />}>
            {saved.find((one) => one.search === search)?.name ?? t('fleet.views.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.map((one) => (
            <Menu.Item key={one.name} onClick={() => onView(readFleetView(new URLSearchParams(one.search)))}>
              {one.name}
            </Menu.Item>
          ))}
          {saved.length > 0 && <Menu.Divider />}
          <Menu.Item leftSection={<Icon name="plus" size={15} />} onClick={() => setIsManaging(true)}>
            {t('fleet.views.manage')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isManaging}
        onClose={() => setIsManaging(false)}
        title={t('fleet.views.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Manage search={search} onDone={() => setIsManaging(false)} />
      </Modal>
    </>
  );
}

function Manage({ search, onDone }: { readonly search: string; readonly onDone: () => void }): ReactElement {
  const { t } = useWords();
  const store = usePreferencesStore();
  const saved = usePreference(({ fleetViews }) => fleetViews);
  const [name, setName] = useState('');
  const mayKeep = mayKeepView(saved, name);
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!mayKeep) return;
          store.setState(withView(store.getState(), { name: name.trim(), search }));
          onDone();
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            data-autofocus
            flex={1}
            label={t('fleet.views.name')}
            description={
              saved.length >= MAX_SAVED_VIEWS ? t('fleet.views.full', { count: MAX_SAVED_VIEWS }) : undefined
            }
            maxLength={MAX_VIEW_NAME_LENGTH}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!mayKeep}>
            {t('fleet.views.save')}
          </Button>
        </Group>
      </form>
      <Text size="xs" c="dimmed">
        {t('fleet.views.kept')}
      </Text>
      {saved.map((one) => (
        <Group key={one.name} justify="space-between" wrap="nowrap">
          <div>
            <Text size="sm">{one.name}</Text>
            <Text size="xs" c="dimmed">
              {decodeURIComponent(one.search.replaceAll('+', ' '))}
            </Text>
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('fleet.views.remove', { name: one.name })}
            onClick={() => store.setState(withoutView(store.getState(), one.name))}
          >
            <Icon name="close" size={16} />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  );
}
