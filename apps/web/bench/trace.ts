/** Reads a Chromium trace: how much time of its own the page's main thread spent, by kind, and how long its tasks were. */

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. `tdur`: time on the processor; absent where the kind has none. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

export interface Spent {
  /** Milliseconds on the processor, over the whole trace. */
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  /** Script, style and layout of every task, in milliseconds on the processor, longest first. Painting is not in it. */
  readonly tasks: readonly number[];
}

const SCRIPT = new Set([
  'EventDispatch',
  'FireAnimationFrame',
  'TimerFire',
  'FunctionCall',
  'RunMicrotasks',
  'EvaluateScript',
  'v8.evaluateModule',
]);
const STYLE = new Set(['UpdateLayoutTree', 'RecalculateStyles']);
const LAYOUT = new Set(['Layout']);
const TASK = new Set(['RunTask', 'ThreadControllerImpl::RunTask']);

export const TRACE_CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'];

export function readTrace(text: string): Spent {
  const { traceEvents } = JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] };
  const main = busiestThread(traceEvents);
  const events = traceEvents.filter((event) => event.ph === 'X' && threadOf(event) === main);
  return {
    script: outermost(events, SCRIPT) - within(events, SCRIPT, [...STYLE, ...LAYOUT]),
    style: outermost(events, STYLE),
    layout: outermost(events, LAYOUT),
    tasks: ownTimeOfTasks(events),
  };
}

function ownTimeOfTasks(events: readonly TraceEvent[]): readonly number[] {
  const own = outer(events, new Set([...SCRIPT, ...STYLE, ...LAYOUT]));
  return outer(events, TASK)
    .map((task) => {
      const end = task.ts + (task.dur ?? 0);
      return own
        .filter((event) => event.ts >= task.ts && event.ts < end)
        .reduce((sum, event) => sum + lasted(event), 0);
    })
    .toSorted((a, b) => b - a);
}

/** The page's main thread is the one that runs the most of its functions. */
function busiestThread(events: readonly TraceEvent[]): string {
  const calls = Map.groupBy(
    events.filter((event) => event.name === 'FunctionCall'),
    threadOf,
  );
  const [busiest] = [...calls].toSorted(([, a], [, b]) => b.length - a.length);
  if (busiest === undefined) throw new Error('The trace holds no calls of functions: was the page closed?');
  return busiest[0];
}

function outermost(events: readonly TraceEvent[], kinds: ReadonlySet<string>): number {
  return outer(events, kinds).reduce((sum, event) => sum + lasted(event), 0);
}

/** Style and layout that script forces count as style and layout, not as script too. */
function within(events: readonly TraceEvent[], outerKinds: ReadonlySet<string>, innerKinds: readonly string[]): number {
  const spans = outer(events, outerKinds);
  const inner = outer(events, new Set(innerKinds));
  return inner
    .filter((event) => spans.some((span) => event.ts >= span.ts && event.ts < span.ts + (span.dur ?? 0)))
    .reduce((sum, event) => sum + lasted(event), 0);
}

/** Events of these kinds that are in no other event of these kinds. */
function outer(events: readonly TraceEvent[], kinds: ReadonlySet<string>): readonly TraceEvent[] {
  let end = 0;
  return events
    .filter((event) => kinds.has(event.name))
    .toSorted((a, b) => a.ts - b.ts)
    .filter((event) => {
      if (event.ts < end) return false;
      end = event.ts + (event.dur ?? 0);
      return true;
    });
}

function lasted(event: TraceEvent): number {
  return (event.tdur ?? event.dur ?? 0) / 1000;
}

function threadOf(event: TraceEvent): string {
  return `${event.pid}:${event.tid}`;
}
