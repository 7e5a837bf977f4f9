import { problemTitle } from '../../shared/i18n/problem-title.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import type { Notice } from './notices.ts';

export function noticeTitle({ subject }: Notice, words: Words): string {
  if (subject.kind === 'problem') return problemTitle(subject.item, words);
  const { instance, code, successor } = subject.recovery;
  return successor === null || successor === instance
    ? words.t('notices.repaired', { instance, code })
    : words.t('notices.recovered', { instance, code, successor });
}
