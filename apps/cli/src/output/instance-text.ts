/** One server's facts as lines. */
import type { ChannelView, InstanceView } from '@topiary/contract';
import { facts, when } from './table.ts';

export function instanceText({ node, cluster, observation, observedAt, failure }: InstanceView): string {
  const rows: [string, string][] = [
    ['instance', node.id],
    ['cluster', cluster],
    ['role', node.role],
    ['health', node.health],
    ...(failure === null
      ? []
      : [['failure', `${failure.kind} (${failure.code}): ${failure.detail}`] as [string, string]]),
    ['last seen', when(observedAt)],
    ['problems', node.problems.map(({ code, severity }) => `${code} (${severity})`).join(', ')],
  ];
  if (observation === null) return facts(rows);
  const { product, settings, gtid, identity } = observation;
  rows.push(
    ['version', `${product.flavor} ${product.version.text}`],
    ['server_id', String(identity.serverId)],
    ['read only', settings.superReadOnly ? 'super' : settings.readOnly ? 'yes' : 'no'],
    [
      'binary log',
      settings.logBin ? `${settings.binlogFormat}${settings.logReplicaUpdates ? ', logs what it applies' : ''}` : 'off',
    ],
    ['GTID', gtidText(gtid)],
    ...observation.channels.map((channel): [string, string] => [
      `master${channel.name === '' ? '' : ` (${channel.name})`}`,
      channelText(channel),
    ]),
    ...observation.unreadable.map(({ fact, grant }): [string, string] => [`cannot read`, `${fact}; run: ${grant}`]),
  );
  return facts(rows);
}

function gtidText(gtid: NonNullable<InstanceView['observation']>['gtid']): string {
  switch (gtid.kind) {
    case 'mysql':
      return `${gtid.mode} ${gtid.executed}`;
    case 'mariadb':
      return gtid.currentPosition;
    case 'none':
      return 'none';
  }
}

function channelText(channel: ChannelView): string {
  const lag = channel.lagSeconds === null ? 'lag unknown' : `${channel.lagSeconds} s behind`;
  const error = channel.receiverError ?? channel.applierError;
  const failed = error === null ? '' : `\nerror ${error.number}: ${error.text}`;
  return `${channel.source.host}:${channel.source.port}, receiver ${channel.receiver}, applier ${channel.applier}, ${lag}, ${channel.positioning}${failed}`;
}
