/**
 * Runs a list of hooks in its order. One with a trailing `&` is started and not waited for. In lists that come before an
 * act the first failure ends the list, and the caller must not act; in the others everything runs, and failures are noted.
 */
import { message } from '@topiary/domain';
import type { Message } from '@topiary/domain';
import type { HookEnd, HookFacts, HookList, Hooks, RenderedHook } from '../ports/hooks.ts';
import { maskSecrets } from './mask-secrets.ts';

const ABORTING: ReadonlySet<HookList> = new Set<HookList>([
  'OnFailureDetectionProcesses',
  'PreGracefulTakeoverProcesses',
  'PreFailoverProcesses',
  'TopiaryFencingProcesses',
]);

export function hooksAbort(list: HookList): boolean {
  return ABORTING.has(list);
}

export interface HooksRun {
  readonly list: HookList;
  readonly facts: HookFacts;
  readonly note: (said: Message) => void;
}

export type HooksOutcome =
  /** `failed`: so many did, which the list does not mind. */
  { readonly kind: 'done'; readonly failed: number } | { readonly kind: 'aborted'; readonly by: RenderedHook };

export class HookRunner {
  private readonly hooks: Hooks;

  constructor(hooks: Hooks) {
    this.hooks = hooks;
  }

  /** Runs nothing: what would be run, without what looks like a secret. */
  render(list: HookList, facts: HookFacts): readonly RenderedHook[] {
    return this.hooks.render(list, facts).map((hook) => ({
      ...hook,
      template: maskSecrets(hook.template),
      script: maskSecrets(hook.script),
      shown: maskSecrets(hook.shown),
    }));
  }

  async run({ list, facts, note }: HooksRun): Promise<HooksOutcome> {
    const rendered = this.hooks.render(list, facts);
    if (rendered.length === 0) note(message('hooks-none', { list }));
    let failed = 0;
    for (const hook of rendered) {
      const { number, count, template: command } = hook;
      const code = hook.isAsynchronous ? 'hook-started-asynchronously' : 'hook-started';
      note(message(code, { list, number, count, command: maskSecrets(command) }));
      const ended = this.hooks.run(hook).then((end) => {
        noteEnd(hook, { end, note });
        return end;
      });
      if (hook.isAsynchronous || (await ended).kind === 'ended') continue;
      failed += 1;
      if (!hooksAbort(list)) continue;
      note(message('hooks-abort', { list }));
      return { kind: 'aborted', by: hook };
    }
    if (failed > 0) note(message('hooks-ignored', { list }));
    return { kind: 'done', failed };
  }
}

function noteEnd(
  { list, number, count }: RenderedHook,
  { end, note }: { readonly end: HookEnd; readonly note: HooksRun['note'] },
): void {
  const { status, ms, output } = end;
  note(message(`hook-${end.kind}`, { list, number, count, ms: Math.round(ms), status }));
  if (output !== '') note(message('hook-output', { list, number, output: maskSecrets(output) }));
}
