/** The binary logs of a server: how large, who still needs which, and letting the older ones go by a plan. */
import type { ReactElement } from 'react';
import { Button, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { BinaryLogsView, InstanceId, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { binaryLogsQuery } from '../../shared/api/queries.ts';
import { bytesText } from '../../shared/i18n/bytes-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { logRows } from './log-rows.ts';
import type { LogRow } from './log-rows.ts';
import { Refused } from './refused.tsx';
import classes from './settings-tab.module.css';
import { useAsk } from './use-ask.ts';
import type { Ask } from './use-ask.ts';

export interface LogsTabProps {
  readonly id: InstanceId;
  readonly onPlan: (plan: PlanId) => void;
}

export function LogsTab({ id, onPlan }: LogsTabProps): ReactElement {
  const { t } = useWords();
  const { data, error, isFetching, refetch } = useQuery(binaryLogsQuery(useApi(), id));
  const ask = useAsk(onPlan);
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="sm" align="flex-start">
      <Refused failure={ask.failure} />
      <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
        {t('process.showAgain')}
      </Button>
      <Logs view={data} ask={ask} />
    </Stack>
  );
}

function Logs({ view, ask }: { readonly view: BinaryLogsView; readonly ask: Ask }): ReactElement {
  const { t, number, language } = useWords();
  const { logs, total, readers } = view;
  if (logs.length === 0) return <Text size="sm">{t('logs.none')}</Text>;
  const rows = logRows(view);
  const unclear = readers.filter(({ need }) => need === 'not-seen' || need === 'not-known');
  return (
    <>
      <Text size="sm" role="status">
        {t('logs.count', { count: logs.length, shown: number(logs.length), size: bytesText(total, language) })}
      </Text>
      {unclear.map(({ replica, channel, need }) => (
        <Text key={`${replica} ${channel}`} size="sm">
          {t(need === 'not-seen' ? 'logs.notSeen' : 'logs.notKnown', { replica })}
        </Text>
      ))}
      <Table className={classes.table} aria-label={t('logs.title')} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('logs.file')}</Table.Th>
            <Table.Th>{t('logs.size')}</Table.Th>
            <Table.Th>{t('logs.neededBy')}</Table.Th>
            <Table.Th aria-label={t('logs.purge')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} instance={view.instance} ask={ask} />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

interface RowProps {
  readonly row: LogRow;
  readonly instance: InstanceId;
  readonly ask: Ask;
}

function Row({ row, instance, ask }: RowProps): ReactElement {
  const { t, language } = useWords();
  const { name, size, beginsWith, neededBy, isOldest } = row;
  const purge = (): void =>
    ask.propose({ kind: 'control', instance, act: { kind: 'purge-binary-logs', to: name, forced: false } });
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{bytesText(size, language)}</Table.Td>
      <Table.Td>
        {beginsWith.length > 0
          ? t('logs.from', { servers: beginsWith.join(', ') })
          : neededBy > 0
            ? t('logs.byCount', { count: neededBy })
            : t('logs.byNobody')}
      </Table.Td>
      <Table.Td>
        {!isOldest && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={ask.isAsking}
            aria-label={t('logs.purgeTo', { file: name })}
            onClick={purge}
          >
            {t('logs.purge')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
