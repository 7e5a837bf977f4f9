import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../shared/api/client-context.tsx';
import { problemsQuery, recoveriesQuery } from '../../shared/api/recovery-queries.ts';
import { foldNews } from './notices.ts';
import type { News, Notice } from './notices.ts';

const MAX_PROBLEMS = 100;
const MAX_RECOVERIES = 20;

/** The news of this tab. `onFresh` is told once of each that came up while the page was open. */
export function useNews(onFresh: (fresh: readonly Notice[]) => void): readonly Notice[] | null {
  const api = useApi();
  const { data: problems } = useQuery(problemsQuery(api, { pageSize: MAX_PROBLEMS }));
  const { data: recoveries } = useQuery(recoveriesQuery(api, { pageSize: MAX_RECOVERIES }));
  const [news, setNews] = useState<News | null>(null);
  const latest = useRef<News | null>(null);
  const tell = useRef(onFresh);
  useEffect(() => {
    tell.current = onFresh;
  }, [onFresh]);
  useEffect(() => {
    if (problems === undefined || recoveries === undefined) return;
    const seen = { problems, recoveries: recoveries.items, now: Date.now() };
    const next = foldNews(latest.current?.notices ?? null, seen);
    latest.current = next;
    setNews(next);
    if (next.fresh.length > 0) tell.current(next.fresh);
  }, [problems, recoveries]);
  return news === null ? null : news.notices;
}
