/** Where servers come from: each configured source with what it named last, and the seeds. */
import type { ReactElement } from 'react';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { SourcesView, SourceView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { isProbeFailureKind } from '../../shared/probe/probe-failure-kind.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import classes from './sources.module.css';

export function SourcesList({ view }: { readonly view: SourcesView }): ReactElement {
  const { t } = useWords();
  return (
    <Stack>
      {view.sources.length === 0 && (
        <Notice mark="info" title={t('sources.none')}>
          {t('sources.configure')}
        </Notice>
      )}
      {view.sources.map((source) => (
        <Source key={source.name} source={source} />
      ))}
      <Seeds seeds={view.seeds} />
    </Stack>
  );
}

function Source({ source }: { readonly source: SourceView }): ReactElement {
  const words = useWords();
  const { t, duration, time } = words;
  const { failure, counts } = source;
  const api = useApi();
  const read = useChange<string>({
    send: (name, idempotencyKey) => api.client.call('readSource', { params: { source: name }, idempotencyKey }),
    stale: () => [queryKeys.sources],
  });
  const left = (['ignored', 'forgotten', 'unreachable', 'unusable', 'waiting'] as const).filter(
    (why) => counts[why] > 0,
  );
  return (
    <Paper withBorder p="md" component="section" aria-label={source.name}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2} size="h4" className={classes.title}>
            <MarkIcon
              mark={failure !== null ? 'critical' : source.lastSuccessAt === null ? 'unknown' : 'ok'}
              size={18}
            />
            {source.name}
          </Title>
          <Text size="sm" c="dimmed">
            {t(`sources.kind.${source.kind}`)} · {source.from} ·{' '}
            {t('sources.every', { time: duration(source.intervalSeconds) })}
          </Text>
        </div>
        <Button
          variant="default"
          size="xs"
          disabled={read.refusal !== null}
          {...(read.refusal !== null && { title: read.refusal })}
          loading={read.isRunning || source.isReading}
          onClick={() => read.run(source.name)}
        >
          {t('sources.readNow')}
        </Button>
      </Group>
      {failure !== null && (
        <Notice mark="critical" role="status" title={t('sources.failed', { count: source.failures })}>
          <div>{words.message(failure)}</div>
          {source.lastSuccessAt !== null && <div>{t('sources.kept', { time: time(source.lastSuccessAt) })}</div>}
        </Notice>
      )}
      <ChangeFailure failure={read.failure} />
      <dl className={classes.facts}>
        {[
          [t('sources.readAt'), source.lastReadAt === null ? t('sources.notYet') : time(source.lastReadAt)],
          [t('sources.names'), t('sources.counts', { given: counts.given, known: counts.known, added: counts.added })],
          [t('sources.addedInAll'), String(source.addedInAll)],
          [
            t('sources.left'),
            left.length === 0
              ? t('sources.nothing')
              : left.map((why) => `${counts[why]} ${t(`sources.why.${why}`)}`).join(', '),
          ],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Problems source={source} />
      <Gone source={source} />
    </Paper>
  );
}

function Problems({ source }: { readonly source: SourceView }): ReactElement | null {
  const { t } = useWords();
  if (source.problems.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('sources.left')}>
      {source.problems.map(({ text, why, failure }) => (
        <li key={`${why} ${text}`}>
          <code>{text}</code> {t(`sources.why.${why}`)}
          {failure !== null && isProbeFailureKind(failure.kind) && <>: {t(`probeFailure.${failure.kind}`)}</>}
          {failure !== null && <> ({failure.code})</>}
        </li>
      ))}
    </ul>
  );
}

function Gone({ source }: { readonly source: SourceView }): ReactElement | null {
  const { t, time } = useWords();
  if (source.noLongerNamedCount === 0) return null;
  return (
    <Notice mark="warning" title={t('sources.gone', { count: source.noLongerNamedCount })}>
      <div>{t('sources.goneHint')}</div>
      <ul className={classes.list}>
        {source.noLongerNamed.map(({ instance, since }) => (
          <li key={instance}>
            <code>{instance}</code> {t('sources.since', { time: time(since) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Seeds({ seeds }: Pick<SourcesView, 'seeds'>): ReactElement {
  const { t } = useWords();
  return (
    <Paper withBorder p="md" component="section" aria-label={t('sources.seeds')}>
      <Title order={2} size="h4">
        {t('sources.seeds')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('sources.seedsHint')}
      </Text>
      <ul className={classes.list}>
        {seeds.map(({ instance, isKnown }) => (
          <li key={instance}>
            <code>{instance}</code> {!isKnown && <em>{t('sources.seedGone')}</em>}
          </li>
        ))}
      </ul>
      {seeds.length === 0 && <Text size="sm">{t('sources.noSeeds')}</Text>}
    </Paper>
  );
}
