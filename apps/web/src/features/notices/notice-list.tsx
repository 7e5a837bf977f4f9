import type { ReactElement } from 'react';
import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { noticeTitle } from './notice-title.ts';
import type { Notice } from './notices.ts';
import classes from './notices.module.css';

export interface NoticeListProps {
  readonly notices: readonly Notice[];
  readonly isNew: (notice: Notice) => boolean;
  readonly hrefOf: (notice: Notice) => string;
  readonly allHref: string;
  readonly onFollow: () => void;
}

export function NoticeList({ notices, isNew, hrefOf, allHref, onFollow }: NoticeListProps): ReactElement {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <div className={classes.head}>
        <h2>{t('notices.title')}</h2>
        <Link to={allHref} onClick={onFollow}>
          {t('notices.all')}
        </Link>
      </div>
      {notices.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('notices.none')}
        </Text>
      ) : (
        <ul className={classes.list} tabIndex={0} aria-label={t('notices.title')}>
          {notices.map((notice) => {
            const mark = notice.isOver || notice.severity === 'info' ? 'ok' : notice.severity;
            return (
              <li key={notice.key} data-new={isNew(notice) || undefined}>
                <MarkIcon mark={mark} size={16} />
                <div>
                  <Link to={hrefOf(notice)} onClick={onFollow}>
                    {noticeTitle(notice, words)}
                  </Link>
                  <div className={classes.facts}>
                    {isNew(notice) && <strong>{t('notices.new')}</strong>}
                    <span>{notice.clusterName}</span>
                    <time title={words.utc(notice.at)}>{words.time(notice.at)}</time>
                    {notice.isOver && notice.subject.kind === 'problem' && <span>{t('notices.over')}</span>}
                  </div>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
