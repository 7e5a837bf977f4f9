/** What can be done with one server now, each as a plan to be read first; and what cannot, with the reason. */
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InstanceId, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { operationsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { apartByEffect } from './lasting-operations.ts';
import { NumberAct } from './number-act.tsx';
import { ProcessesSection } from './processes-section.tsx';
import { Refused } from './refused.tsx';
import { ReplaceSection } from './replace-section.tsx';
import type { ReplaceSectionProps } from './replace-section.tsx';
import { useAsk } from './use-ask.ts';
import type { Ask } from './use-ask.ts';
import { operationKey, useOperationLabel } from './use-operation-label.ts';
import type { Operation } from './use-operation-label.ts';

const GROUPS = ['replication', 'tree', 'server', 'gtid'] as const;
const SECONDS_PER_DAY = 86_400;
/** Of the age of logs that somebody purges; ten years. */
const MAX_PURGE_DAYS = 3_650;
/** Of a delay that somebody asks for; a year. */
const MAX_DELAY_SECONDS = 31_536_000;

export interface OperationsTabProps {
  readonly id: InstanceId;
  readonly replaceable: ReplaceSectionProps['wish'];
  readonly onReplace: ReplaceSectionProps['onReplace'];
  readonly onPlan: (plan: PlanId) => void;
}

export function OperationsTab({ id, replaceable, onReplace, onPlan }: OperationsTabProps): ReactElement {
  const { data, error, refetch } = useQuery(operationsQuery(useApi(), id));
  const ask = useAsk(onPlan);
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="lg">
      <Refused failure={ask.failure} />
      <ProcessesSection id={id} isAsking={ask.isAsking} propose={ask.propose} />
      <ReplaceSection wish={replaceable} onReplace={onReplace} />
      {GROUPS.map((group) => (
        <OperationGroup
          key={group}
          group={group}
          operations={data.operations.filter((one) => one.group === group)}
          ask={ask}
        />
      ))}
    </Stack>
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
  const { usual, lasting } = apartByEffect(possible);
  return (
    <section aria-label={t(`operation.group.${group}`)}>
      <Title order={3} size="h5" mb="xs">
        {t(`operation.group.${group}`)}
      </Title>
      <Group gap="xs">
        {usual.map((one) => (
          <OperationButton key={operationKey(one)} operation={one} ask={ask} />
        ))}
        {possible.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('operation.nothing')}
          </Text>
        )}
      </Group>
      <Lasting operations={lasting} ask={ask} />
      {group === 'replication' && possible.length > 0 && <Delay operations={operations} ask={ask} />}
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

/** Apart and marked: what one of these takes nothing brings back. */
function Lasting({ operations, ask }: ActFormProps): ReactElement | null {
  const { t } = useWords();
  const id = useId();
  if (operations.length === 0) return null;
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="xs" c="dimmed" mt="xs" mb={4}>
        {t('operation.lasting')}
      </Text>
      <Group gap="xs">
        {operations.map((one) => (
          <OperationButton key={operationKey(one)} operation={one} ask={ask} isLasting />
        ))}
      </Group>
    </div>
  );
}

interface OperationButtonProps {
  readonly operation: Operation;
  readonly ask: Ask;
  readonly isLasting?: boolean;
}

function OperationButton({ operation, ask, isLasting = false }: OperationButtonProps): ReactElement {
  const { message } = useWords();
  const label = useOperationLabel();
  return (
    <Button
      size="xs"
      variant="default"
      disabled={ask.isAsking}
      {...(isLasting && {
        c: 'var(--tp-critical)',
        leftSection: <Icon name="warning" size={14} />,
      })}
      title={operation.reasons.map((reason) => message(reason)).join('\n')}
      onClick={() => ask.propose(operation.request)}
    >
      {label(operation)}
    </Button>
  );
}

interface ActFormProps {
  readonly operations: readonly Operation[];
  readonly ask: Ask;
}

function Delay({ operations, ask }: ActFormProps): ReactElement | null {
  const { t } = useWords();
  const request = operations.find(({ name }) => name === 'reset-replica')?.request;
  if (request?.kind !== 'control') return null;
  const { instance, act } = request;
  const channel = 'channel' in act ? act.channel : null;
  return (
    <NumberAct
      label={t('operation.delaySeconds')}
      button={t('operation.delay')}
      first={3_600}
      min={0}
      max={MAX_DELAY_SECONDS}
      isAsking={ask.isAsking}
      onAsk={(seconds) =>
        ask.propose({ kind: 'control', instance, act: { kind: 'delay-replication', channel, seconds } })
      }
    />
  );
}

function PurgeByAge({ operations, ask }: ActFormProps): ReactElement | null {
  const { t } = useWords();
  const request = operations.find(({ name }) => name === 'purge-binary-logs')?.request;
  if (request?.kind !== 'control') return null;
  const { instance } = request;
  return (
    <NumberAct
      label={t('operation.purgeDays')}
      button={t('operation.purgeOlder')}
      first={7}
      min={1}
      max={MAX_PURGE_DAYS}
      isAsking={ask.isAsking}
      onAsk={(days) =>
        ask.propose({
          kind: 'control',
          instance,
          act: { kind: 'purge-binary-logs', to: null, forced: false, olderThanSeconds: days * SECONDS_PER_DAY },
        })
      }
    />
  );
}

function NotNow({ operations }: { readonly operations: readonly Operation[] }): ReactElement {
  const { message } = useWords();
  const label = useOperationLabel();
  return (
    <List size="sm" mt="xs" spacing={4}>
      {operations.map((one) => (
        <List.Item key={operationKey(one)}>
          <strong>{label(one)}</strong> {one.reasons.map((reason) => message(reason)).join(' ')}
        </List.Item>
      ))}
    </List>
  );
}
