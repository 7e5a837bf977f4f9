/** What needs somebody, in the frame of every page: how much of it is unread, the list, and who else is told of it. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ActionIcon, Divider, Popover, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import { usePreference } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useIsFirstTab } from '../../shared/live/live-context.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { alerting, gravestOf } from './alert-rules.ts';
import { AlertSettings } from './alert-settings.tsx';
import { createChime, showNotification } from './alerts.ts';
import type { Chime } from './alerts.ts';
import { NoticeList } from './notice-list.tsx';
import { noticeTitle } from './notice-title.ts';
import type { Notice } from './notices.ts';
import classes from './notices.module.css';
import { useNews } from './use-news.ts';
import { useReadKeys } from './use-read-keys.ts';
import { useUnreadMark } from './use-unread-mark.ts';

export interface NoticesBellProps {
  /** Where a notice is acted on. */
  readonly hrefOf: (notice: Notice) => string;
  readonly allHref: string;
}

export function NoticesBell({ hrefOf, allHref }: NoticesBellProps): ReactElement {
  const { t, number } = useWords();
  const [chime] = useState(createChime);
  const alert = useAlerts(hrefOf, chime);
  const notices = useNews(alert);
  const { isRead, markRead } = useReadKeys(notices);
  const unread = (notices ?? []).filter((notice) => !isRead(notice));
  // Opening reads them; which they were is shown until the list is closed.
  const [opened, setOpened] = useState<ReadonlySet<string> | null>(null);
  const change = (isOpen: boolean): void => {
    setOpened(isOpen ? new Set(unread.map(({ key }) => key)) : null);
    markRead();
  };
  useUnreadMark(unread.length);
  const gravest = gravestOf(unread);
  return (
    <Popover
      position="bottom-end"
      width={400}
      trapFocus
      withRoles
      shadow="md"
      opened={opened !== null}
      onChange={change}
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.bell}
          aria-label={
            unread.length === 0
              ? t('notices.title')
              : t('notices.unread', { count: unread.length, shown: number(unread.length) })
          }
          onClick={() => change(opened === null)}
        >
          <Icon name="bell" />
          {gravest !== undefined && (
            <span className={classes.count} data-mark={gravest.severity} aria-hidden="true">
              {unread.length > 99 ? '99+' : unread.length}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('notices.title')} className={classes.dropdown}>
        <NoticeList
          notices={notices ?? []}
          isNew={({ key }) => opened?.has(key) === true}
          hrefOf={hrefOf}
          allHref={allHref}
          onFollow={() => change(false)}
        />
        <Divider my="sm" label={<Text size="xs">{t('notices.tellMe')}</Text>} labelPosition="left" />
        <AlertSettings chime={chime} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Of all tabs one makes the sound and the notification. Many at once are told as one. */
function useAlerts(hrefOf: NoticesBellProps['hrefOf'], chime: Chime): (fresh: readonly Notice[]) => void {
  const words = useWords();
  const navigate = useNavigate();
  const isFirst = useIsFirstTab();
  const notifications = usePreference((preferences) => preferences.notifications);
  const sound = usePreference((preferences) => preferences.sound);
  return (fresh) => {
    if (!isFirst) return;
    const loud = gravestOf(alerting(fresh, sound));
    if (loud !== undefined) void chime(loud.severity);
    const told = alerting(fresh, notifications);
    const gravest = gravestOf(told);
    if (gravest === undefined) return;
    showNotification({
      title: noticeTitle(gravest, words),
      body:
        told.length === 1
          ? gravest.clusterName
          : words.t('notices.andMore', { cluster: gravest.clusterName, count: told.length - 1 }),
      tag: `topiary ${gravest.key}`,
      onClick: () => void navigate(hrefOf(gravest)),
    });
  };
}
