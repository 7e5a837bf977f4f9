/** What a line of a chart says in numbers, for those who cannot see it, or would rather read. */
export interface Series {
  readonly label: string;
  /** One of each slot, the oldest first; `null`: nothing was measured. */
  readonly values: readonly (number | null)[];
}

export interface Slots {
  /** When the first slot began. */
  readonly from: number;
  readonly stepMs: number;
}

export interface SeriesFacts {
  readonly now: number | null;
  readonly worst: number;
  readonly worstAt: number;
  readonly middle: number;
}

/** `null`: nothing was measured. `now`: of the last slots, of which the newest may not have ended. */
export function factsOf({ values }: Pick<Series, 'values'>, { from, stepMs }: Slots): SeriesFacts | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, at: from + index * stepMs }]));
  const [first, ...rest] = known;
  if (first === undefined) return null;
  const worst = rest.reduce((most, one) => (one.value > most.value ? one : most), first);
  const sorted = known.map(({ value }) => value).toSorted((a, b) => a - b);
  return {
    now: values.slice(-RECENT_SLOTS).findLast((value) => value !== null) ?? null,
    worst: worst.value,
    worstAt: worst.at,
    middle: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
  };
}

const RECENT_SLOTS = 3;

export interface TableRow {
  readonly at: number;
  /** One of each series. */
  readonly values: readonly (number | null)[];
}

/** Coarser than the line: of the slots of each row the largest; rows without any are left out. The newest first. */
export function rowsOf(series: readonly Series[], { from, stepMs }: Slots, rowMs: number): readonly TableRow[] {
  const per = Math.max(1, Math.round(rowMs / stepMs));
  const slots = Math.max(0, ...series.map(({ values }) => values.length));
  return Array.from({ length: Math.ceil(slots / per) }, (_, row) => ({
    at: from + row * per * stepMs,
    values: series.map(({ values }) => largest(values.slice(row * per, (row + 1) * per))),
  }))
    .filter(({ values }) => values.some((value) => value !== null))
    .toReversed();
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
