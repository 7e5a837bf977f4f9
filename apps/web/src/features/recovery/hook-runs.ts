/** The hooks that a recovery ran, read off what it noted of them. */
import type { CallOutput, MessageView } from '@topiary/contract';
import type { Mark } from '../../shared/topology/severity.ts';

/** `running`: not ended yet, or nobody noted how. */
export const HOOK_ENDS = ['ended', 'failed', 'killed', 'not-started', 'running'] as const;
export type HookEnd = (typeof HOOK_ENDS)[number];

export const HOOK_MARKS: Readonly<Record<HookEnd, Mark>> = {
  ended: 'ok',
  failed: 'critical',
  killed: 'critical',
  'not-started': 'critical',
  running: 'warning',
};

export interface HookRun {
  /** Its own in the recovery: the same hook may run twice. */
  readonly key: string;
  readonly list: string;
  readonly number: number;
  readonly count: number;
  /** As configured. */
  readonly command: string;
  readonly isAsynchronous: boolean;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly end: HookEnd;
  /** The exit status, the signal, or why it was not started; '' while it runs. */
  readonly status: string;
  readonly tookMs: number | null;
  readonly output: string;
}

type Step = Pick<CallOutput<'recovery'>['steps'][number], 'at' | 'message'>;

const STARTS: ReadonlySet<string> = new Set(['hook-started', 'hook-started-asynchronously']);

/** In the order in which they were started. */
export function hookRunsOf(steps: readonly Step[]): readonly HookRun[] {
  const runs: HookRun[] = [];
  for (const { at, message } of steps) {
    if (STARTS.has(message.code)) runs.push({ ...begun(at, message), key: `${runs.length + 1}` });
    else {
      const place = runs.findLastIndex((run) => isOf(run, message));
      const run = runs[place];
      if (run !== undefined) runs[place] = { ...run, ...toldBy(message) };
    }
  }
  return runs;
}

export function isOfHook({ message: { code } }: Step): boolean {
  return code.startsWith('hook-');
}

function begun(startedAt: number, { code, params }: MessageView): Omit<HookRun, 'key'> {
  return {
    list: String(params['list']),
    number: Number(params['number']),
    count: Number(params['count']),
    command: String(params['command']),
    isAsynchronous: code === 'hook-started-asynchronously',
    startedAt,
    end: 'running',
    status: '',
    tookMs: null,
    output: '',
  };
}

function isOf({ list, number }: HookRun, { code, params }: MessageView): boolean {
  return code.startsWith('hook-') && params['list'] === list && params['number'] === number;
}

function toldBy({ code, params }: MessageView): Partial<HookRun> {
  if (code === 'hook-output') return { output: String(params['output']) };
  const end = HOOK_ENDS.find((one) => code === `hook-${one}`);
  if (end === undefined) return {};
  return { end, status: String(params['status'] ?? ''), tookMs: Number(params['ms'] ?? 0) };
}
