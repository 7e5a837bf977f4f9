/** What plans did to a cluster, the newest first; each point of it can be undone, and the shape before it brought back. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { AuditEntryView, ClusterId, PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { HISTORY_PAGE_SIZE, historyQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { PageTurner } from '../../shared/ui/page-turner.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './history.module.css';

export interface HistoryPanelProps {
  readonly cluster: ClusterId;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

/** The way to an earlier shape. */
type Way = { readonly kind: 'undo' | 'before'; readonly plan: PlanId } | { readonly kind: 'at'; readonly at: number };
type Ask = UseMutationResult<PlanView, Error, Way>;

export function HistoryPanel({ cluster, onPlan, onClose }: HistoryPanelProps): ReactElement {
  const { t } = useWords();
  const ask = useWayBack(cluster, onPlan);
  return (
    <PanelFrame
      label={t('history.title')}
      title={t('history.title')}
      icon={<Icon name="history" />}
      takesFocus
      onClose={onClose}
    >
      <MomentForm ask={ask} />
      <Refused error={ask.error} />
      <Entries cluster={cluster} ask={ask} onPlan={onPlan} />
    </PanelFrame>
  );
}

function useWayBack(cluster: ClusterId, onPlan: (plan: PlanId) => void): Ask {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (way: Way) => {
      if (way.kind === 'at') return api.client.call('restoreAt', { params: { cluster }, body: { at: way.at } });
      return api.client.call(way.kind === 'undo' ? 'undo' : 'restore', { params: { plan: way.plan } });
    },
    onSuccess: (plan) => {
      cache.setQueryData(queryKeys.plan(plan.id), plan);
      onPlan(plan.id);
    },
  });
}

/** The input speaks local time. */
function MomentForm({ ask }: { readonly ask: Ask }): ReactElement {
  const { t } = useWords();
  const [text, setText] = useState('');
  const at = new Date(text).getTime();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!Number.isNaN(at)) ask.mutate({ kind: 'at', at });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <Group align="flex-end" gap="xs">
        <TextInput
          type="datetime-local"
          step={1}
          size="xs"
          label={t('history.moment')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" disabled={Number.isNaN(at) || ask.isPending}>
          {t('history.restoreAt')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {t('history.hint')}
      </Text>
    </form>
  );
}

function Refused({ error }: { readonly error: Error | null }): ReactElement | null {
  const words = useWords();
  if (error === null) return null;
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <Notice mark="warning" role="alert">
      {reasons.length === 0 ? words.error(error) : words.messages(reasons)}
    </Notice>
  );
}

interface EntriesProps {
  readonly cluster: ClusterId;
  readonly ask: Ask;
  readonly onPlan: (plan: PlanId) => void;
}

function Entries({ cluster, ask, onPlan }: EntriesProps): ReactElement {
  const { t } = useWords();
  const [page, setPage] = useState(0);
  const { data, error, refetch } = useQuery(historyQuery(useApi(), cluster, page));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {data.total === 0 && <Text size="sm">{t('history.empty')}</Text>}
      <ol className={classes.entries} aria-label={t('history.title')}>
        {data.items.map((entry) => (
          <Entry key={entry.id} entry={entry} ask={ask} onPlan={onPlan} />
        ))}
      </ol>
      <PageTurner total={data.total} pageSize={HISTORY_PAGE_SIZE} page={page} onTurn={setPage} />
    </>
  );
}

const RESULT_MARKS = { ok: 'ok', failed: 'critical', refused: 'warning' } as const;

type EntryProps = Omit<EntriesProps, 'cluster'> & { readonly entry: AuditEntryView };

function Entry({ entry, ask, onPlan }: EntryProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const { plan, result } = entry;
  return (
    <li className={classes.entry}>
      <div className={classes.when}>
        <MarkIcon mark={RESULT_MARKS[result]} size={15} />
        <time title={words.utc(entry.at)}>{words.time(entry.at)}</time>
        <span>{entry.actor.user}</span>
      </div>
      <div>{words.messages(entry.summary)}</div>
      {plan !== null && result !== 'refused' && (
        <Group gap={6} mt={6}>
          <Button size="compact-xs" variant="default" onClick={() => onPlan(plan)}>
            {t('history.show')}
          </Button>
          {(['undo', 'before'] as const).map((kind) => (
            <Button
              key={kind}
              size="compact-xs"
              variant="default"
              disabled={ask.isPending}
              onClick={() => ask.mutate({ kind, plan })}
            >
              {t(`history.${kind}`)}
            </Button>
          ))}
        </Group>
      )}
    </li>
  );
}
