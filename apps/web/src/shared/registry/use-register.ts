/** One change of what people register. What came of it is pushed to every page; this one asks anew besides. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InstanceId, RegistryInput } from '@topiary/contract';
import { useApi } from '../api/client-context.tsx';
import { queryKeys, statusQuery } from '../api/queries.ts';
import { failureText } from '../i18n/failure-text.ts';
import { useWords } from '../i18n/use-words.ts';

export interface Register {
  readonly run: (command: RegistryInput, onDone?: () => void) => void;
  readonly isRunning: boolean;
  /** Why the last one came to nothing, in the language of the page. */
  readonly failure: string | null;
  /** Why this person may not; `null`: they may. */
  readonly refusal: string | null;
  /** Who that is; '' where nobody is asked for a name. */
  readonly user: string;
}

const NOBODY = 'anonymous';

export function useRegister(): Register {
  const words = useWords();
  const api = useApi();
  const cache = useQueryClient();
  const { data: status } = useQuery(statusQuery(api));
  const change = useMutation({
    mutationFn: ({ command, key }: { readonly command: RegistryInput; readonly key: string }) =>
      api.client.call('register', { body: command, idempotencyKey: key }),
    onSuccess: async (_result, { command }) => {
      const id = 'instance' in command ? command.instance : null;
      if (id !== null) await cache.invalidateQueries({ queryKey: queryKeys.instance(id as InstanceId) });
      await cache.invalidateQueries({ queryKey: queryKeys.names });
      await cache.invalidateQueries({ queryKey: queryKeys.audit });
    },
  });
  const user = status?.user ?? NOBODY;
  return {
    run: (command, onDone) => change.mutate({ command, key: api.newKey() }, { onSuccess: () => onDone?.() }),
    isRunning: change.isPending,
    failure: change.error === null ? null : failureText(change.error, words),
    refusal: status === undefined || status.mayChange ? null : words.t('plan.readOnlyUser', { user }),
    user: user === NOBODY ? '' : user,
  };
}
