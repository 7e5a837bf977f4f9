/** What is set on this server and on another one, side by side: what differs first. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Select, Stack, Switch, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { InstanceId, InstanceView, SettingsView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery, settingsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './settings-tab.module.css';

/** In the address of the page, so that a comparison can be sent to somebody. */
const WITH = 'with';

export function SettingsTab({ instance }: { readonly instance: InstanceView }): ReactElement {
  const { t } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const { data: cluster } = useQuery(clusterQuery(useApi(), instance.cluster));
  const id = instance.node.id;
  const others = (cluster?.nodes ?? []).map((node) => node.id).filter((other) => other !== id);
  // Whom it replicates from is who it should be like.
  const source = cluster?.edges.find(({ replica }) => replica === id)?.source;
  const named = parameters.get(WITH) as InstanceId | null;
  const other = named ?? source ?? others[0] ?? null;
  const choose = (next: string | null): void =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (next === null || next === source) after.delete(WITH);
        else after.set(WITH, next);
        return after;
      },
      { replace: true },
    );
  return (
    <Stack gap="sm">
      <Select
        size="xs"
        label={t('settings.with')}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t('common.nothingFound')}
        data={other === null || others.includes(other) ? others : [other, ...others]}
        value={other}
        onChange={choose}
      />
      {other === null ? (
        cluster === undefined ? (
          <Waiting />
        ) : (
          <Text size="sm">{t('settings.nobody')}</Text>
        )
      ) : (
        <Compared key={other} id={id} other={other} />
      )}
    </Stack>
  );
}

function Compared({ id, other }: { readonly id: InstanceId; readonly other: InstanceId }): ReactElement {
  const { t } = useWords();
  const { data, error, isFetching, refetch } = useQuery(settingsQuery(useApi(), id, other));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
        {t('process.showAgain')}
      </Button>
      <Comparison view={data} />
    </>
  );
}

function Comparison({ view }: { readonly view: SettingsView }): ReactElement {
  const { t, number } = useWords();
  const [typed, setTyped] = useState('');
  const [showsSame, setShowsSame] = useState(false);
  const fits = ({ name }: { readonly name: string }): boolean => name.includes(typed.trim().toLowerCase());
  const differing = view.differences.filter(({ isExpected }) => !isExpected);
  const expected = view.differences.filter(({ isExpected }) => isExpected);
  const same = view.same.map(({ name, value }) => ({ name, here: value, there: value }));
  return (
    <>
      <Text size="sm" role="status">
        {differing.length === 0
          ? t('settings.alike')
          : t('settings.differ', { count: differing.length, shown: number(differing.length) })}
      </Text>
      <TextInput
        size="xs"
        type="search"
        label={t('settings.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Rows title={t('settings.differing')} rows={differing.filter(fits)} view={view} />
      <Rows title={t('settings.expected')} rows={expected.filter(fits)} view={view} />
      <Switch
        size="xs"
        label={t('settings.same', { count: same.length, shown: number(same.length) })}
        checked={showsSame}
        onChange={(event) => setShowsSame(event.currentTarget.checked)}
      />
      {showsSame && <Rows title={t('settings.equal')} rows={same.filter(fits)} view={view} />}
    </>
  );
}

interface RowsProps {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly here: string | null; readonly there: string | null }[];
  readonly view: Pick<SettingsView, 'instance' | 'other'>;
}

function Rows({ title, rows, view }: RowsProps): ReactElement | null {
  const { t } = useWords();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title} className={classes.section}>
      <h3>{title}</h3>
      <Table className={classes.table} aria-label={title} verticalSpacing={4} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('settings.name')}</Table.Th>
            <Table.Th>{view.instance}</Table.Th>
            <Table.Th>{view.other}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ name, here, there }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Value value={here} />
              <Value value={there} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Value({ value }: { readonly value: string | null }): ReactElement {
  const { t } = useWords();
  return (
    <Table.Td>
      {value === null || value === '' ? (
        <em className={classes.none}>{t(value === null ? 'settings.missing' : 'settings.empty')}</em>
      ) : (
        <code>{value}</code>
      )}
    </Table.Td>
  );
}
