/** One change that a person asks for: who may, whether it is under way, and why the last one came to nothing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { useApi } from '../api/client-context.tsx';
import { statusQuery } from '../api/queries.ts';
import { failureText } from '../i18n/failure-text.ts';
import { useWords } from '../i18n/use-words.ts';

export interface Change<Asked> {
  readonly run: (asked: Asked, onDone?: () => void) => void;
  readonly isRunning: boolean;
  /** Why the last one came to nothing, in the language of the page. */
  readonly failure: string | null;
  /** Why this person may not; `null`: they may, or it is not known yet. */
  readonly refusal: string | null;
  /** For what is not even offered to others. */
  readonly mayChange: boolean;
}

export interface ChangeOptions<Asked> {
  readonly send: (asked: Asked, idempotencyKey: string) => Promise<unknown>;
  /** What is asked for anew afterwards, also where it failed: what is shown may be why. */
  readonly stale: (asked: Asked) => readonly QueryKey[];
}

export function useChange<Asked>({ send, stale }: ChangeOptions<Asked>): Change<Asked> {
  const words = useWords();
  const api = useApi();
  const cache = useQueryClient();
  const { data: status } = useQuery(statusQuery(api));
  const change = useMutation({
    mutationFn: ({ asked, key }: { readonly asked: Asked; readonly key: string }) => send(asked, key),
    onSettled: (_result, _error, { asked }) =>
      Promise.all(stale(asked).map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
  return {
    run: (asked, onDone) => change.mutate({ asked, key: api.newKey() }, { onSuccess: () => onDone?.() }),
    isRunning: change.isPending,
    failure: change.error === null ? null : failureText(change.error, words),
    mayChange: status?.mayChange === true,
    refusal: status === undefined || status.mayChange ? null : words.t('plan.readOnlyUser', { user: status.user }),
  };
}
