import { useState } from 'react';
import type { ReactElement } from 'react';
import { Select, Stack, Text } from '@mantine/core';
import { ALERT_LEVELS, usePreference, usePreferencesStore } from '../../shared/config/preferences.ts';
import type { AlertLevel } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { askPermission, permission } from './alerts.ts';
import type { Chime } from './alerts.ts';

/** Both are off until somebody of this browser wants them. */
export function AlertSettings({ chime }: { readonly chime: Chime }): ReactElement {
  const { t } = useWords();
  const store = usePreferencesStore();
  const notifications = usePreference((preferences) => preferences.notifications);
  const sound = usePreference((preferences) => preferences.sound);
  const [allowed, setAllowed] = useState(permission);
  const chooseNotifications = async (level: AlertLevel): Promise<void> => {
    store.setState({ notifications: level });
    if (level !== 'off') setAllowed(await askPermission());
  };
  return (
    <Stack gap="xs">
      <Level
        label={t('notices.browser')}
        value={notifications}
        disabled={allowed === 'unsupported'}
        onChange={(level) => void chooseNotifications(level)}
      />
      {allowed === 'unsupported' && <Why text={t('notices.unsupported')} />}
      {allowed === 'denied' && notifications !== 'off' && <Why text={t('notices.denied')} />}
      <Level
        label={t('notices.sound')}
        value={sound}
        disabled={false}
        onChange={(level) => {
          store.setState({ sound: level });
          // So that it is known how it sounds; and a browser lets sounds out once somebody has touched the page.
          if (level !== 'off') void chime('warning');
        }}
      />
      <Why text={t('notices.about')} />
    </Stack>
  );
}

function Why({ text }: { readonly text: string }): ReactElement {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}

interface LevelProps {
  readonly label: string;
  readonly value: AlertLevel;
  readonly disabled: boolean;
  readonly onChange: (level: AlertLevel) => void;
}

function Level({ label, value, disabled, onChange }: LevelProps): ReactElement {
  const { t } = useWords();
  return (
    <Select
      size="xs"
      label={label}
      disabled={disabled}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      data={ALERT_LEVELS.map((level) => ({ value: level, label: t(`notices.level.${level}`) }))}
      value={value}
      onChange={(chosen) => onChange(ALERT_LEVELS.find((level) => level === chosen) ?? 'off')}
    />
  );
}
