/** The moments that playback stops at, and where they and everything else stand on the line of time. */
import type { ClusterHistoryView, RevisionView, TimelineEventView } from '@topiary/contract';

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;

/** How much of the past is on the line. */
export const SPANS = {
  quarter: HOUR_MS / 4,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 720 * HOUR_MS,
} as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as readonly Span[];

export interface SpanQuestion {
  /** By name, as the address has it. */
  readonly asked: string | null;
  readonly at: number | null;
  readonly now: number;
  /** Since when anything is kept; `null`: that is not known yet, or nothing is. */
  readonly keptFrom: number | null;
}

/** The one that is asked for; else the shortest that holds that moment, a day at least where so much is kept. */
export function spanFor({ asked, at, now, keptFrom }: SpanQuestion): Span {
  const known = SPAN_NAMES.find((name) => name === asked);
  if (known !== undefined) return known;
  const holdsAll = (name: Span): boolean => keptFrom !== null && now - keptFrom <= SPANS[name];
  const holds = (name: Span): boolean => at === null || now - at <= SPANS[name];
  return SPAN_NAMES.find((name) => (SPANS[name] >= SPANS.day || holdsAll(name)) && holds(name)) ?? 'month';
}

/** Up to the present; of a moment before that, around it. */
export function rangeOf(span: Span, at: number | null, now: number): TimeRange {
  const from = now - SPANS[span];
  if (at === null || at >= from) return { from, to: now };
  return { from: at - SPANS[span] / 2, to: at + SPANS[span] / 2 };
}

/** The oldest first. */
export function stopsOf({ revisions }: Pick<ClusterHistoryView, 'revisions'>): readonly RevisionView[] {
  return revisions.toReversed();
}

/** The last one until then; -1: none is on the line. */
export function stopAt(stops: readonly Pick<RevisionView, 'at'>[], at: number): number {
  return stops.findLastIndex((stop) => stop.at <= at);
}

/** From the moment that is shown to another one; `null`: there is none further. */
export function step(stops: readonly Pick<RevisionView, 'at'>[], at: number, by: number): number | null {
  const here = stopAt(stops, at);
  const wanted = Math.max(0, Math.min(stops.length - 1, here + by));
  const next = stops[wanted]?.at ?? null;
  return next === at || wanted === here ? null : next;
}

/** From 0 to 1. */
export function placeOf(at: number, { from, to }: TimeRange): number {
  return Math.max(0, Math.min(1, (at - from) / Math.max(1, to - from)));
}

export function timeAt(place: number, { from, to }: TimeRange): number {
  return Math.round(from + Math.max(0, Math.min(1, place)) * (to - from));
}

export const MARK_KINDS = ['structure', 'state', 'recovery', 'detection', 'plan', 'act'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

export interface TimelineMark {
  readonly kind: MarkKind;
  /** Of the newest of them. */
  readonly at: number;
  readonly place: number;
  readonly count: number;
}

/** Marks of one kind that would stand on each other are one. */
const PLACES = 160;

export function marksOf(
  { revisions, events }: Pick<ClusterHistoryView, 'revisions' | 'events'>,
  range: TimeRange,
): readonly TimelineMark[] {
  const all = [
    ...revisions.map(({ kind, at }) => ({ kind, at })),
    ...events.map(({ kind, at }) => ({ kind, at })),
  ].filter(({ at }) => at >= range.from && at <= range.to);
  const bins = Map.groupBy(all, ({ kind, at }) => `${kind} ${Math.floor(placeOf(at, range) * PLACES)}`);
  return [...bins.values()].flatMap((same) => {
    const [newest] = same.toSorted((a, b) => b.at - a.at);
    return newest === undefined ? [] : [{ ...newest, place: placeOf(newest.at, range), count: same.length }];
  });
}

/** What happened from the moment before this one to this one, the newest first. */
export function eventsBetween(
  events: readonly TimelineEventView[],
  before: number | null,
  until: number,
): readonly TimelineEventView[] {
  return events.filter(({ at }) => at <= until && (before === null || at > before));
}
