/** The configured hooks behind the engine's port. */
import type { Clock, HookList, Hooks } from '@topiary/engine';
import { renderHooks } from './render-hook.ts';
import { runHook } from './run-hook.ts';

/** One that nobody waits for may take longer, and not for ever. */
export const ASYNCHRONOUS_HOOK_DEADLINE_MS = 3_600_000;
export const MAX_ASYNCHRONOUS_HOOKS = 64;

export interface HookSettings {
  /** `ProcessesShellCommand`. */
  readonly shell: string;
  readonly lists: Readonly<Record<HookList, readonly string[]>>;
  /** `TopiaryHookDeadlineSeconds`, in milliseconds. */
  readonly deadlineMs: number;
}

export function createSystemHooks(settings: HookSettings, clock: Clock): Hooks {
  let asynchronous = 0;
  return {
    render: (list, facts) => renderHooks(settings.lists[list], { list, facts }),
    run: async (hook) => {
      const { shell, deadlineMs } = settings;
      if (!hook.isAsynchronous) return runHook(hook, { shell, clock, deadlineMs });
      if (asynchronous >= MAX_ASYNCHRONOUS_HOOKS)
        return { kind: 'not-started', status: `${MAX_ASYNCHRONOUS_HOOKS} run`, ms: 0, output: '' };
      asynchronous += 1;
      try {
        return await runHook(hook, { shell, clock, deadlineMs: ASYNCHRONOUS_HOOK_DEADLINE_MS });
      } finally {
        asynchronous -= 1;
      }
    },
  };
}
