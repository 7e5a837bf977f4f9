/** What can be done with one server now, each as a plan to be read first; and what cannot, with the reason. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, List, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { InstanceId, IntentInput, OperationsView, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { operationsQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { ProcessesSection } from './processes-section.tsx';

type Operation = OperationsView['operations'][number];

const GROUPS = ['replication', 'tree', 'server', 'gtid'] as const;
const SECONDS_PER_DAY = 86_400;
/** Of the age of logs that somebody purges; ten years. */
const MAX_PURGE_DAYS = 3_650;
/** Of a delay that somebody asks for; a year. */
const MAX_DELAY_SECONDS = 31_536_000;

export interface OperationsTabProps {
  readonly id: InstanceId;
  readonly onPlan: (plan: PlanId) => void;
}

export function OperationsTab({ id, onPlan }: OperationsTabProps): ReactElement {
  const { data, error, refetch } = useQuery(operationsQuery(useApi(), id));
  const ask = useAsk(onPlan);
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="lg">
      <Refused failure={ask.failure} />
      {GROUPS.map((group) => (
        <OperationGroup
          key={group}
          group={group}
          operations={data.operations.filter((one) => one.group === group)}
          ask={ask}
        />
      ))}
      <ProcessesSection id={id} isAsking={ask.isAsking} propose={ask.propose} />
    </Stack>
  );
}

interface Ask {
  readonly failure: unknown;
  readonly isAsking: boolean;
  readonly propose: (request: IntentInput) => void;
}

/** From a click to a plan that is shown, or to why there is none. */
function useAsk(onPlan: (plan: PlanId) => void): Ask {
  const api = useApi();
  const cache = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);
  const propose = async (request: IntentInput): Promise<void> => {
    setIsAsking(true);
    setFailure(null);
    try {
      const plan = await api.client.call('propose', { body: request });
      cache.setQueryData(queryKeys.plan(plan.id), plan);
      onPlan(plan.id);
    } catch (error) {
      setFailure(error);
    } finally {
      setIsAsking(false);
    }
  };
  return { failure, isAsking, propose: (request) => void propose(request) };
}

function Refused({ failure }: { readonly failure: unknown }): ReactElement | null {
  const { error, message } = useWords();
  if (failure === null) return null;
  const reasons = failure instanceof ApiError ? failure.reasons : [];
  return (
    <Notice mark="warning" role="alert">
      {reasons.length === 0 ? error(failure) : reasons.map((reason) => <div key={reason.code}>{message(reason)}</div>)}
    </Notice>
  );
}

interface GroupProps {
  readonly group: (typeof GROUPS)[number];
  readonly operations: readonly Operation[];
  readonly ask: Ask;
}

function OperationGroup({ group, operations, ask }: GroupProps): ReactElement {
  const { t } = useWords();
  const [showsRest, setShowsRest] = useState(false);
  const possible = operations.filter(({ allowed }) => allowed);
  const rest = operations.filter(({ allowed }) => !allowed);
  return (
    <section aria-label={t(`operation.group.${group}`)}>
      <Title order={3} size="h5" mb="xs">
        {t(`operation.group.${group}`)}
      </Title>
      <Group gap="xs">
        {possible.map((one) => (
          <OperationButton key={keyOf(one)} operation={one} ask={ask} />
        ))}
        {possible.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('operation.nothing')}
          </Text>
        )}
      </Group>
      {group === 'replication' && <Delay operations={operations} ask={ask} />}
      {group === 'server' && <PurgeByAge operations={operations} ask={ask} />}
      {rest.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt="xs"
          aria-expanded={showsRest}
          onClick={() => setShowsRest(!showsRest)}
        >
          {t('operation.rest', { count: rest.length })}
        </Button>
      )}
      {showsRest && <NotNow operations={rest} />}
    </section>
  );
}

function OperationButton({ operation, ask }: { readonly operation: Operation; readonly ask: Ask }): ReactElement {
  const { message } = useWords();
  const label = useLabel();
  return (
    <Button
      size="xs"
      variant="default"
      disabled={ask.isAsking}
      title={operation.reasons.map((reason) => message(reason)).join('\n')}
      onClick={() => ask.propose(operation.request)}
    >
      {label(operation)}
    </Button>
  );
}

/** A delay needs a number, so that it is no button like the others. */
function Delay({
  operations,
  ask,
}: {
  readonly operations: readonly Operation[];
  readonly ask: Ask;
}): ReactElement | null {
  const { t } = useWords();
  const [seconds, setSeconds] = useState<number | string>(3600);
  const first = operations.find(({ name }) => name === 'reset-replica');
  if (first?.request.kind !== 'control' || typeof seconds !== 'number') {
    return first === undefined ? null : <DelayInput value={seconds} onChange={setSeconds} />;
  }
  const { instance } = first.request;
  const channel = 'channel' in first.request.act ? first.request.act.channel : null;
  return (
    <Group gap="xs" mt="xs" align="flex-end">
      <DelayInput value={seconds} onChange={setSeconds} />
      <Button
        size="xs"
        variant="default"
        disabled={ask.isAsking}
        onClick={() => ask.propose({ kind: 'control', instance, act: { kind: 'delay-replication', channel, seconds } })}
      >
        {t('operation.delay')}
      </Button>
    </Group>
  );
}

interface DelayInputProps {
  readonly value: number | string;
  readonly onChange: (value: number | string) => void;
}

function DelayInput({ value, onChange }: DelayInputProps): ReactElement {
  const { t } = useWords();
  return (
    <NumberInput
      size="xs"
      w={140}
      label={t('operation.delaySeconds')}
      min={0}
      max={MAX_DELAY_SECONDS}
      allowDecimal={false}
      value={value}
      onChange={onChange}
    />
  );
}

/** So does an age. */
function PurgeByAge({
  operations,
  ask,
}: {
  readonly operations: readonly Operation[];
  readonly ask: Ask;
}): ReactElement | null {
  const { t } = useWords();
  const [days, setDays] = useState<number | string>(7);
  const purge = operations.find(({ name }) => name === 'purge-binary-logs');
  if (purge?.request.kind !== 'control') return null;
  const { instance } = purge.request;
  const older = typeof days === 'number' ? { olderThanSeconds: days * SECONDS_PER_DAY } : null;
  return (
    <Group gap="xs" mt="xs" align="flex-end">
      <NumberInput
        size="xs"
        w={140}
        label={t('operation.purgeDays')}
        min={1}
        max={MAX_PURGE_DAYS}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
      <Button
        size="xs"
        variant="default"
        disabled={ask.isAsking || older === null}
        onClick={() =>
          older !== null &&
          ask.propose({
            kind: 'control',
            instance,
            act: { kind: 'purge-binary-logs', to: null, forced: false, ...older },
          })
        }
      >
        {t('operation.purgeOlder')}
      </Button>
    </Group>
  );
}

function NotNow({ operations }: { readonly operations: readonly Operation[] }): ReactElement {
  const { message } = useWords();
  const label = useLabel();
  return (
    <List size="sm" mt="xs" spacing={4}>
      {operations.map((one) => (
        <List.Item key={keyOf(one)}>
          <strong>{label(one)}</strong> {one.reasons.map((reason) => message(reason)).join(' ')}
        </List.Item>
      ))}
    </List>
  );
}

function useLabel(): (operation: Operation) => string {
  const { t } = useWords();
  return ({ name, channel }) =>
    channel === null
      ? t(`operation.name.${name}`)
      : `${t(`operation.name.${name}`)} (${channel === '' ? "''" : channel})`;
}

function keyOf({ name, channel }: Operation): string {
  return `${name} ${channel ?? ''}`;
}
