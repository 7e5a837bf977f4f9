import { useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberWords } from './remember-words.ts';
import { makeWords, WordsContext } from './use-words.ts';

/** One for the page: a component that needs words costs one look at a context, also when there are 500 of it. */
export function WordsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const words = useMemo(
    () =>
      makeWords(
        rememberWords((key, parameters) => t(key, { ...parameters })),
        language,
      ),
    [t, language],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}
