/** Every fact of one server, beside the canvas, which stays live. */
import type { ReactElement } from 'react';
import { Button, Group, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ChannelView, InstanceId, InstanceView, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { instanceQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Translate } from '../../shared/i18n/text-key.ts';
import type { Drop } from '../../shared/moves/drops.ts';
import { reattachments } from '../../shared/moves/reattach.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { MOVE_ACTIONS } from '../../shared/moves/move-actions.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import { memberOf, roleText } from '../../shared/topology/groups.ts';
import { markOfNode } from '../../shared/topology/severity.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { GtidTab } from './gtid-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { OperationsTab } from './operations-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { RegisteredTab } from './registered/registered-tab.tsx';
import { ReplicationTab } from './replication-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

export const INSTANCE_TABS = [
  'overview',
  'replication',
  'gtid',
  'operations',
  'logs',
  'settings',
  'registered',
  'charts',
  'json',
] as const;
export type InstanceTab = (typeof INSTANCE_TABS)[number];

export interface InstancePanelProps {
  readonly id: InstanceId;
  readonly tab: InstanceTab;
  readonly onTab: (tab: InstanceTab) => void;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onReattach: (drop: Drop) => void;
  /** What could be replaced from here; `null`: nothing. */
  readonly replaceable: ReplaceWish | null;
  readonly onReplace: (wish: ReplaceWish) => void;
  readonly onSelect: (id: InstanceId) => void;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
  readonly hostHref: (host: string) => string;
  /** How it fared during the last hour. */
  readonly charts: ReactElement;
}

export function InstancePanel(props: InstancePanelProps): ReactElement {
  const { id, onClose } = props;
  const { t } = useWords();
  const { data, error, refetch } = useQuery(instanceQuery(useApi(), id));
  return (
    <PanelFrame
      label={t('instance.label', { instance: id })}
      // It may have been asked for under another of its addresses.
      title={data?.node.id ?? id}
      icon={data === undefined ? undefined : <MarkIcon mark={markOfNode(data.node)} />}
      subtitle={data === undefined ? undefined : subtitleOf(data, t)}
      onClose={onClose}
    >
      {data === undefined && error === null && <Waiting />}
      {data === undefined && error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Body {...props} instance={data} />}
    </PanelFrame>
  );
}

function Body({
  id,
  tab,
  onTab,
  onAction,
  onReattach,
  replaceable,
  onReplace,
  onSelect,
  onPlan,
  hostHref,
  charts,
  instance,
}: InstancePanelProps & { readonly instance: InstanceView }): ReactElement {
  const channels: readonly ChannelView[] = instance.observation?.channels ?? [];
  return (
    <>
      <Actions instance={instance} onAction={onAction} onReattach={onReattach} />
      <AsOf instance={instance} />
      <Tabs
        value={tab}
        onChange={(value) => onTab(INSTANCE_TABS.find((known) => known === value) ?? 'overview')}
        keepMounted={false}
      >
        <TabList channels={channels.length} />
        <Tabs.Panel value="overview">
          <OverviewTab instance={instance} onSelect={onSelect} hostHref={hostHref} />
        </Tabs.Panel>
        <Tabs.Panel value="replication">
          <ReplicationTab instance={instance} onSelect={onSelect} />
        </Tabs.Panel>
        <Tabs.Panel value="gtid">
          <GtidTab instance={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="operations">
          <OperationsTab id={instance.node.id} replaceable={replaceable} onReplace={onReplace} onPlan={onPlan} />
        </Tabs.Panel>
        <Tabs.Panel value="logs">
          <LogsTab id={instance.node.id} onPlan={onPlan} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab instance={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="registered">
          <RegisteredTab instance={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="charts">{charts}</Tabs.Panel>
        <Tabs.Panel value="json">
          <CodeBlock text={JSON.stringify(instance, null, 2)} label={`${id} JSON`} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function TabList({ channels }: { readonly channels: number }): ReactElement {
  const { t } = useWords();
  return (
    <Tabs.List mb="md">
      {INSTANCE_TABS.map((tab) => (
        <Tabs.Tab key={tab} px={7} fz="xs" value={tab}>
          {tab === 'replication' && channels > 1
            ? t('instance.tab.replications', { channels })
            : t(`instance.tab.${tab}`)}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}

/** Facts of a server that fell silent look like those of one that runs. */
function AsOf({ instance }: { readonly instance: InstanceView }): ReactElement | null {
  const { t, time } = useWords();
  const { node, observation, observedAt } = instance;
  if (node.health === 'ok' || observation === null || observedAt === null) return null;
  return (
    <Text size="sm" pb="sm">
      {t('instance.asOf', { time: time(observedAt) })}
    </Text>
  );
}

type ActionsProps = Pick<InstancePanelProps, 'onAction' | 'onReattach'> & { readonly instance: InstanceView };

function Actions({ instance, onAction, onReattach }: ActionsProps): ReactElement {
  const { t } = useWords();
  return (
    <Group gap="xs" pb="sm">
      {MOVE_ACTIONS.map((action) => (
        <ActionButton key={action.id} action={action} instance={instance} onAction={onAction} />
      ))}
      {reattachments(instance.node).map((drop) => (
        <Button
          key={drop.target}
          size="xs"
          leftSection={<Icon name="link" size={15} />}
          onClick={() => onReattach(drop)}
        >
          {t('detached.reattach', { source: drop.target })}
        </Button>
      ))}
      <WhyNot node={instance.node} />
    </Group>
  );
}

/** Not only in a tooltip: who touches or types sees none of a button that is off. */
function WhyNot({ node }: { readonly node: InstanceView['node'] }): ReactElement | null {
  const { t } = useWords();
  const refusals = new Set(MOVE_ACTIONS.map((action) => action.refusal(node)).filter((refusal) => refusal !== null));
  if (refusals.size === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {[...refusals].map((refusal) => t(refusal)).join(' ')}
    </Text>
  );
}

interface ActionButtonProps {
  readonly action: MoveAction;
  readonly instance: InstanceView;
  readonly onAction: InstancePanelProps['onAction'];
}

function ActionButton({ action, instance, onAction }: ActionButtonProps): ReactElement {
  const { t } = useWords();
  const refusal = action.refusal(instance.node);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon name={action.icon} size={15} />}
      disabled={refusal !== null}
      title={refusal === null ? undefined : t(refusal)}
      onClick={() => onAction(action, instance.node.id)}
    >
      {t(action.label)}
    </Button>
  );
}

function subtitleOf({ node, groupRole }: InstanceView, t: Translate): string {
  const product = node.flavor === null ? null : `${t(`flavor.${node.flavor}`)} ${node.version}`;
  return [roleText(node, memberOf(groupRole), t), product, t(`health.${node.health}`)]
    .filter((part) => part !== null)
    .join(' · ');
}
