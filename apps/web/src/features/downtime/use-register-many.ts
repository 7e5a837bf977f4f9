/** The same registration for many servers, one after the other: each is a change of its own in the audit. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { InstanceId, RegistryInput } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys, statusQuery } from '../../shared/api/queries.ts';
import { failureText } from '../../shared/i18n/failure-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  /** In the language of the page. */
  readonly failures: readonly { readonly instance: InstanceId; readonly why: string }[];
}

export interface RegisterMany {
  /** `null`: nothing was asked for yet. */
  readonly progress: Progress | null;
  readonly isRunning: boolean;
  /** Why this person may not; `null`: they may, or it is not known yet. */
  readonly refusal: string | null;
  /** Who that is; '' where nobody is asked for a name. */
  readonly user: string;
  readonly run: (commands: readonly (RegistryInput & { readonly instance: InstanceId })[]) => Promise<void>;
}

export function useRegisterMany(): RegisterMany {
  const words = useWords();
  const api = useApi();
  const cache = useQueryClient();
  const { data: status } = useQuery(statusQuery(api));
  const [progress, setProgress] = useState<Progress | null>(null);
  const run: RegisterMany['run'] = async (commands) => {
    const failures: { instance: InstanceId; why: string }[] = [];
    setProgress({ done: 0, of: commands.length, failures: [] });
    for (const [index, command] of commands.entries()) {
      try {
        await api.client.call('register', { body: command, idempotencyKey: api.newKey() });
      } catch (error) {
        failures.push({ instance: command.instance, why: failureText(error, words) });
      }
      setProgress({ done: index + 1, of: commands.length, failures: [...failures] });
    }
    await cache.invalidateQueries({ queryKey: queryKeys.timedNotes });
    await cache.invalidateQueries({ queryKey: queryKeys.audit });
  };
  return {
    progress,
    isRunning: progress !== null && progress.done < progress.of,
    refusal: status === undefined || status.mayChange ? null : words.t('plan.readOnlyUser', { user: status.user }),
    user: status?.user === undefined || status.user === 'anonymous' ? '' : status.user,
    run,
  };
}
