import type { ReactElement, ReactNode } from 'react';
import { Anchor, Box, Group } from '@mantine/core';
import { instanceIdOf } from '@topiary/contract';
import type { ChannelView, InstanceId, InstanceView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Facts } from '../../shared/ui/facts.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

export interface ReplicationTabProps {
  readonly instance: InstanceView;
  readonly onSelect: (id: InstanceId) => void;
}

export function ReplicationTab({ instance, onSelect }: ReplicationTabProps): ReactElement {
  const { t } = useWords();
  const channels = instance.observation?.channels ?? [];
  if (channels.length === 0) return <p>{t('replication.none')}</p>;
  return (
    <>
      {channels.map((channel) => (
        <Channel key={channel.name} channel={channel} onSelect={onSelect} />
      ))}
    </>
  );
}

function Channel({
  channel,
  onSelect,
}: {
  readonly channel: ChannelView;
  readonly onSelect: (id: InstanceId) => void;
}): ReactElement {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <Group gap="lg" mb={8}>
        <Thread name={t('replication.receiver')} state={channel.receiver} />
        <Thread name={t('replication.applier')} state={channel.applier} />
      </Group>
      <ThreadError title={t('replication.receiverError')} error={channel.receiverError} />
      <ThreadError title={t('replication.applierError')} error={channel.applierError} />
      <Facts
        title={t('replication.channel', { name: channel.name === '' ? t('replication.default') : channel.name })}
        facts={channelFacts(channel, words, onSelect)}
      />
      <Facts title={t('replication.settings')} facts={settingFacts(channel, words)} />
    </>
  );
}

const THREAD_MARKS = { running: 'ok', connecting: 'warning', stopped: 'critical' } as const;

function Thread({ name, state }: { readonly name: string; readonly state: ChannelView['receiver'] }): ReactElement {
  const { t } = useWords();
  return (
    <Group gap={6} fz="sm">
      <MarkIcon mark={THREAD_MARKS[state]} size={16} /> {name}: {t(`thread.${state}`)}
    </Group>
  );
}

function ThreadError({
  title,
  error,
}: {
  readonly title: string;
  readonly error: ChannelView['receiverError'];
}): ReactElement | null {
  if (error === null) return null;
  return (
    <Box mb="sm">
      <Notice mark="critical" title={`${title} ${error.number}`}>
        {error.text}
      </Notice>
    </Box>
  );
}

type FactList = readonly (readonly [string, ReactNode])[];

function channelFacts(channel: ChannelView, { t, duration }: Words, onSelect: (id: InstanceId) => void): FactList {
  const source = instanceIdOf(channel.source);
  return [
    [
      t('table.source'),
      <Anchor key="source" component="button" size="sm" onClick={() => onSelect(source)}>
        {source}
      </Anchor>,
    ],
    [t('replication.sourceUuid'), channel.sourceUuid],
    [t('replication.sourceServerId'), channel.sourceServerId],
    [t('replication.user'), channel.user],
    [t('table.lag'), duration(channel.lagSeconds)],
    [t('replication.delay'), duration(channel.delaySeconds)],
    [t('replication.positioning'), t(`positioning.${channel.positioning}`)],
    [t('replication.readPosition'), coordinates(channel.readPosition)],
    [t('replication.executedPosition'), coordinates(channel.executedPosition)],
    [t('replication.relayLog'), coordinates(channel.relayLog)],
    [t('replication.filters'), channel.filters.length === 0 ? t('instance.none') : channel.filters.join('; ')],
  ];
}

function settingFacts({ settings }: ChannelView, { t }: Words): FactList {
  const { tls } = settings;
  const known = (text: string | null): string | null => (text === '' ? null : text);
  return [
    [t('replication.heartbeat'), seconds(settings.heartbeatPeriodSeconds, t)],
    [t('replication.connectRetry'), seconds(settings.connectRetrySeconds, t)],
    [t('replication.retryCount'), settings.retryCount],
    [t('replication.publicKey'), known(settings.publicKeyPath)],
    [t('replication.getPublicKey'), settings.getPublicKey === null ? null : settings.getPublicKey ? 'ON' : 'OFF'],
    [t('replication.compression'), settings.compression],
    ['TLS', tls.enabled ? 'ON' : 'OFF'],
    ...(tls.enabled
      ? ([
          [t('replication.tlsVerify'), tls.verifyServerCert ? 'ON' : 'OFF'],
          ['TLS CA', known(tls.ca) ?? known(tls.caPath)],
          [t('replication.tlsCert'), known(tls.cert)],
          [t('replication.tlsVersion'), known(tls.version)],
          [t('replication.tlsCipher'), known(tls.cipher)],
        ] as const)
      : []),
  ];
}

function coordinates(at: ChannelView['readPosition']): string | null {
  return at === null ? null : `${at.file}:${at.position}`;
}

function seconds(value: number | null, t: Words['t']): string | null {
  return value === null ? null : t('unit.s', { value });
}
