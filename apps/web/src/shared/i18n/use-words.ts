/** The words of components: the page's own texts, the server's sentences, and numbers and times as people write them. */
import { createContext, use } from 'react';
import { ApiError, say, sayAll, sayError } from '@topiary/contract';
import type { MessageView, ProblemView } from '@topiary/contract';
import { contractLanguage } from './i18n.ts';
import { splitDuration } from './split-duration.ts';
import type { TextParameters, Translate } from './text-key.ts';

export interface Words {
  readonly t: Translate;
  readonly language: string;
  message(message: MessageView): string;
  /** Several sentences, one after the other. */
  messages(messages: readonly MessageView[]): string;
  problem(problem: ProblemView): string;
  error(error: unknown): string;
  /** `12 s`, `3 min 20 s`; a dash for `null`. */
  duration(seconds: number | null): string;
  milliseconds(ms: number | null): string;
  time(instant: number): string;
  utc(instant: number): string;
  number(value: number): string;
}

export const WordsContext = createContext<Words | null>(null);

export function useWords(): Words {
  const words = use(WordsContext);
  if (words === null) throw new Error('useWords needs a WordsProvider above it');
  return words;
}

export function makeWords(t: Translate, language: string): Words {
  const spoken = contractLanguage(language);
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  const numbers = new Intl.NumberFormat(language);
  const words: Words = {
    t,
    language,
    message: (message) => say(message, spoken),
    messages: (messages) => sayAll(messages, spoken),
    problem: (problem) => t(`problem.${problem.code}.text`, problemParameters(problem, words)),
    error: (error) => sayFailure(error, t, spoken),
    duration: (seconds) => (seconds === null ? '–' : sayDuration(seconds, t)),
    milliseconds(ms) {
      if (ms === null) return '–';
      return ms < 1000 ? t('unit.ms', { value: numbers.format(Math.round(ms)) }) : sayDuration(ms / 1000, t);
    },
    time: (instant) => clock.format(instant),
    utc: (instant) => `${new Date(instant).toISOString().replace('T', ' ').slice(0, 19)} UTC`,
    number: (value) => numbers.format(value),
  };
  return words;
}

const THREAD_STATES = ['running', 'connecting', 'stopped'] as const;

/** The names of threads and states, and times, in the words of the page; everything else as the server sent it. */
function problemParameters({ params }: ProblemView, { t, duration }: Words): TextParameters {
  const state = (value: unknown): string => {
    const known = THREAD_STATES.find((name) => name === value);
    return known === undefined ? String(value) : t(`thread.${known}`);
  };
  return {
    ...params,
    ...('masters' in params ? { count: Number(params['masters']) } : {}),
    ...('receiver' in params ? { receiver: state(params['receiver']) } : {}),
    ...('applier' in params ? { applier: state(params['applier']) } : {}),
    ...('thread' in params
      ? { thread: t(params['thread'] === 'applier' ? 'replication.applier' : 'replication.receiver') }
      : {}),
    ...('lagSeconds' in params ? { lag: duration(Number(params['lagSeconds'])) } : {}),
  };
}

function sayDuration(seconds: number, t: Translate): string {
  return splitDuration(seconds)
    .map(({ unit, value }) => t(`unit.${unit}`, { value }))
    .join(' ');
}

function sayFailure(error: unknown, t: Translate, language: 'en' | 'zh'): string {
  if (!(error instanceof ApiError)) return t('error.unexpected');
  if (error.code === 'unreachable') return t('error.unreachable');
  if (error.code === 'not-topiary') return t('error.notTopiary');
  if (error.code === 'other-version') return t('error.otherVersion');
  return sayError({ code: error.code, params: error.params }, language);
}
