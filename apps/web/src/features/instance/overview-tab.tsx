import type { ReactElement, ReactNode } from 'react';
import { Anchor, Stack } from '@mantine/core';
import { Link } from 'react-router';
import { instanceIdOf } from '@topiary/contract';
import type { InstanceId, InstanceView, ProblemView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { knownLag } from '../../shared/topology/known-lag.ts';
import { ProbeFailure } from '../../shared/probe/probe-failure.tsx';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Classification } from './classification.tsx';

type Observation = NonNullable<InstanceView['observation']>;

export interface OverviewTabProps {
  readonly instance: InstanceView;
  readonly onSelect: (id: InstanceId) => void;
  readonly hostHref: (host: string) => string;
}

export function OverviewTab({ instance, onSelect, hostHref }: OverviewTabProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const { observation } = instance;
  return (
    <>
      <Findings instance={instance} />
      <Facts
        title={t('instance.probe')}
        facts={[hostFact(instance, words, hostHref), ...probeFacts(instance, words)]}
      />
      <Facts title={t('names.panel.title')} facts={nameFacts(instance, words)} />
      <Classification instance={instance} />
      {observation !== null && (
        <>
          <Facts title={t('instance.identity')} facts={identityFacts(observation, words)} />
          <Facts title={t('instance.settings')} facts={settingFacts(observation, words)} />
          <Facts title={t('instance.semiSync')} facts={semiSyncFacts(observation, words)} />
          <Facts title={t('instance.connected')} facts={connectedFacts(observation, words, onSelect)} />
          {observation.group !== null && <Facts title={t('instance.group')} facts={groupFacts(observation.group)} />}
          {observation.ndbSqlNodes !== undefined && (
            <Facts title={t('instance.ndb')} facts={ndbFacts(observation.ndbSqlNodes, words, onSelect)} />
          )}
        </>
      )}
    </>
  );
}

/** What is wrong, what could not be read, and the statement that would help. */
function Findings({ instance }: { readonly instance: InstanceView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { failure, node, observation, unknownFacts } = instance;
  const unreadable = observation?.unreadable ?? [];
  // What could not be read has a notice of its own, with the statement to copy.
  const isNotShownBelow = ({ code }: ProblemView): boolean =>
    code !== 'missing-grant' || (unreadable.length === 0 && unknownFacts.length === 0);
  return (
    <Stack gap="xs" mb="md">
      {node.problems.filter(isNotShownBelow).map((problem) => (
        <Notice
          key={problem.code + JSON.stringify(problem.params)}
          mark={problem.severity}
          title={t(`problem.${problem.code}.label`)}
        >
          {words.problem(problem)}
        </Notice>
      ))}
      {failure !== null && (
        <Notice mark="critical" title={t('instance.lastProbeFailed')}>
          <ProbeFailure failure={failure} />
          {failure.waitingFor !== null && <div>{t('instance.waitingFor', { what: failure.waitingFor })}</div>}
        </Notice>
      )}
      {unreadable.map(({ fact, errorNumber, grant }) => (
        <Notice key={fact} mark="warning" title={t(`unreadable.${fact}`)}>
          <div>{t('instance.unreadable', { number: errorNumber })}</div>
          <CodeBlock text={grant} label={t('instance.grant')} />
        </Notice>
      ))}
    </Stack>
  );
}

function nameFacts({ names: { own, others }, node }: InstanceView, { t }: Words): FactList {
  const { virtualName } = node.registered;
  return [
    [t('names.panel.own'), own.kind === 'name' ? own.name : t(`names.panel.kept.${own.because}`)],
    ...(others.length === 0 ? [] : [[t('names.panel.others'), others.join(', ')] as const]),
    ...(virtualName === null ? [] : [[t('names.panel.virtual'), virtualName.host] as const]),
  ];
}

type FactList = readonly (readonly [string, ReactNode])[];

function hostFact({ node }: InstanceView, { t }: Words, hrefOf: (host: string) => string): FactList[number] {
  return [
    t('hosts.host'),
    <Link key="host" to={hrefOf(node.host)}>
      {node.host}
    </Link>,
  ];
}

function probeFacts({ node, observedAt }: InstanceView, words: Words): FactList {
  const { t } = words;
  return [
    [t('instance.health'), t(`health.${node.health}`)],
    [
      t('instance.observedAt'),
      observedAt === null ? t('instance.never') : <time title={words.utc(observedAt)}>{words.time(observedAt)}</time>,
    ],
    ...(node.failingSince === null
      ? []
      : [
          [
            t('instance.failingSince'),
            <time key="since" title={words.utc(node.failingSince)}>
              {words.time(node.failingSince)}
            </time>,
          ] as const,
        ]),
    [t('table.lag'), words.duration(knownLag(node))],
    [t('instance.replicas'), words.number(node.replicas)],
  ];
}

function identityFacts({ product, identity, uptimeSeconds }: Observation, { t, duration }: Words): FactList {
  return [
    [t('instance.product'), `${t(`flavor.${product.flavor}`)} ${product.version.text}`],
    [t('instance.comment'), product.comment],
    [t('instance.uptime'), duration(uptimeSeconds)],
    ['server_id', identity.serverId],
    ['server_uuid', identity.serverUuid],
    ...(identity.serverUid === null ? [] : [['server_uid', identity.serverUid] as const]),
    ['hostname', identity.hostname],
    ['port', identity.port],
    ['report_host', identity.reportHost],
    ['report_port', identity.reportPort],
  ];
}

function settingFacts({ settings, binlog }: Observation, { t }: Words): FactList {
  const onOff = (value: boolean): string => (value ? 'ON' : 'OFF');
  return [
    ['read_only', onOff(settings.readOnly)],
    ['super_read_only', onOff(settings.superReadOnly)],
    ['offline_mode', onOff(settings.offlineMode)],
    ['log_bin', onOff(settings.logBin)],
    ['log_replica_updates', onOff(settings.logReplicaUpdates)],
    ['binlog_format', settings.binlogFormat],
    ['binlog_row_image', settings.binlogRowImage],
    ['replica_net_timeout', settings.replicaNetTimeoutSeconds],
    ['relay_log_recovery', settings.relayLogRecovery === null ? null : onOff(settings.relayLogRecovery)],
    ['sync_relay_log', settings.syncRelayLog],
    [t('instance.binlogPosition'), binlog === null ? null : `${binlog.file}:${binlog.position}`],
  ];
}

function semiSyncFacts({ semiSync }: Observation, { t }: Words): FactList {
  const side = (enabled: boolean | null, active: boolean | null): string => {
    if (enabled === null) return t('instance.notLoaded');
    if (!enabled) return 'OFF';
    return active === true ? t('instance.onActive') : t('instance.onIdle');
  };
  return [
    [t('instance.asSource'), side(semiSync.sourceEnabled, semiSync.sourceActive)],
    [t('instance.asReplica'), side(semiSync.replicaEnabled, semiSync.replicaActive)],
    [t('instance.ackClients'), semiSync.sourceClients],
    [t('instance.ackWanted'), semiSync.sourceWaitForReplicas],
    [t('instance.ackTimeout'), semiSync.sourceTimeoutMs === null ? null : `${semiSync.sourceTimeoutMs} ms`],
  ];
}

interface ServerLinkProps {
  readonly host: string;
  readonly port: number | null;
  readonly onSelect: (id: InstanceId) => void;
}

function ServerLink({ host, port, onSelect }: ServerLinkProps): ReactElement {
  if (port === null) return <>{host}</>;
  return (
    <Anchor component="button" size="sm" onClick={() => onSelect(instanceIdOf({ host, port }))}>
      {host}:{port}
    </Anchor>
  );
}

function connectedFacts(
  { connectedReplicas }: Observation,
  { t }: Words,
  onSelect: (id: InstanceId) => void,
): FactList {
  if (connectedReplicas === null) return [[t('instance.readers'), t('instance.notReadable')]];
  if (connectedReplicas.length === 0) return [[t('instance.readers'), t('instance.none')]];
  return connectedReplicas.map(({ host, port, serverId }, index) => [
    `${index + 1}. server_id ${serverId ?? '?'}`,
    <ServerLink key="link" host={host} port={port} onSelect={onSelect} />,
  ]);
}

/** As the data nodes know them, which may be by other addresses than Topiary does. */
function ndbFacts(
  nodes: NonNullable<Observation['ndbSqlNodes']> | null,
  { t }: Words,
  onSelect: (id: InstanceId) => void,
): FactList {
  if (nodes === null) return [[t('instance.ndbNodes'), t('instance.notReadable')]];
  if (nodes.length === 0) return [[t('instance.ndbNodes'), t('instance.none')]];
  return nodes.map(({ host, port }, index) => [
    `${index + 1}.`,
    <ServerLink key="link" host={host} port={port} onSelect={onSelect} />,
  ]);
}

function groupFacts(group: NonNullable<Observation['group']>): FactList {
  return [
    ['group_name', group.groupName],
    ...group.members.map(
      (member) => [`${member.address.host}:${member.address.port}`, `${member.role} ${member.state}`] as const,
    ),
  ];
}
