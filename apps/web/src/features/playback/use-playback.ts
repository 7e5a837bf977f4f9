/** The past of a cluster, one moment of it at a time: what is on the line, what is shown, and how to go on from there. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClusterHistoryView, ClusterId, ClusterMomentView, RevisionView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterHistoryQuery, clusterMomentQuery, NOW_STEP_MS } from '../../shared/api/history-queries.ts';
import { useNow } from '../../shared/ui/use-now.ts';
import { rangeOf, spanFor, step, stopAt, stopsOf } from './model/stops.ts';
import type { Span, TimeRange } from './model/stops.ts';

export const SPEEDS = [1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];
/** From one change to the next, at the slowest. */
const STEP_MS = 2_000;

export interface PlaybackAddress {
  /** `null`: the newest. */
  readonly at: number | null;
  readonly span: string | null;
  readonly onAt: (at: number) => void;
  readonly onSpan: (span: Span) => void;
}

export interface Playback {
  readonly range: TimeRange;
  readonly span: Span;
  readonly history: ClusterHistoryView | undefined;
  readonly failure: Error | null;
  /** On the line, the oldest first. */
  readonly stops: readonly RevisionView[];
  /** The moment that is shown, by the clock. */
  readonly at: number;
  /** Among the stops; -1: before all of them. */
  readonly index: number;
  readonly moment: ClusterMomentView | undefined;
  readonly momentFailure: Error | null;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly retry: () => void;
  readonly goTo: (at: number) => void;
  /** By so many changes. */
  readonly stepBy: (changes: number) => void;
  readonly togglePlay: () => void;
  readonly setSpeed: (speed: Speed) => void;
}

const NO_STOPS: readonly RevisionView[] = [];

export function usePlayback(cluster: ClusterId, address: PlaybackAddress): Playback {
  const api = useApi();
  const now = Math.ceil(useNow(NOW_STEP_MS) / NOW_STEP_MS) * NOW_STEP_MS;
  const { at: asked, onAt } = address;
  const [keptFrom, setKeptFrom] = useState<number | null>(null);
  const span = spanFor({ asked: address.span, at: asked, now, keptFrom });
  const range = useMemo(() => rangeOf(span, asked, now), [span, asked, now]);
  const { data: history, error: failure, refetch } = useQuery(clusterHistoryQuery(api, cluster, range));
  const first = history?.kept?.first ?? null;
  if (first !== keptFrom && first !== null) setKeptFrom(first);
  const stops = useMemo(() => (history === undefined ? NO_STOPS : stopsOf(history)), [history]);
  const at = asked ?? stops.at(-1)?.at ?? history?.kept?.last ?? now;
  const index = stopAt(stops, at);
  // Whatever moment between two changes is asked for, it looks as after the first of them.
  const shown = stops[index]?.at ?? at;
  const moment = useQuery({ ...clusterMomentQuery(api, cluster, shown), enabled: history !== undefined });
  const goTo = useCallback((time: number) => onAt(Math.round(time)), [onAt]);
  const stepBy = useCallback(
    (changes: number) => {
      const next = step(stops, at, changes);
      if (next !== null) goTo(next);
    },
    [stops, at, goTo],
  );
  const playing = usePlaying({ stops, at, goTo });
  useNeighbours(cluster, stops, index);
  return {
    range,
    span,
    history,
    failure,
    stops,
    at,
    index,
    moment: moment.error === null ? moment.data : undefined,
    momentFailure: moment.error,
    retry: () => void Promise.all([refetch(), moment.refetch()]),
    goTo,
    stepBy,
    ...playing,
  };
}

type Playing = Pick<Playback, 'isPlaying' | 'speed' | 'togglePlay' | 'setSpeed'>;

/** Goes from change to change; from the last one it begins anew with the first. */
function usePlaying({ stops, at, goTo }: Pick<Playback, 'stops' | 'at' | 'goTo'>): Playing {
  const [wanted, setWanted] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const next = step(stops, at, 1);
  const isPlaying = wanted && next !== null;
  useEffect(() => {
    if (!isPlaying || next === null) return undefined;
    const timer = setTimeout(() => goTo(next), STEP_MS / speed);
    return () => clearTimeout(timer);
  }, [isPlaying, next, speed, goTo]);
  const togglePlay = (): void => {
    const first = stops[0]?.at;
    if (!isPlaying && next === null && first !== undefined && first !== at) goTo(first);
    setWanted(!isPlaying);
  };
  return { isPlaying, speed, togglePlay, setSpeed };
}

/** The next step either way is there before it is asked for. */
function useNeighbours(cluster: ClusterId, stops: readonly RevisionView[], index: number): void {
  const api = useApi();
  const cache = useQueryClient();
  useEffect(() => {
    for (const stop of [stops[index - 1], stops[index + 1]])
      // Who goes there asks again, and is told what is wrong.
      if (stop !== undefined) cache.query(clusterMomentQuery(api, cluster, stop.at)).catch(() => undefined);
  }, [api, cache, cluster, stops, index]);
}
