/** One server's facts as lines. */
import { formatTag } from '@topiary/contract';
import type { ChannelView, InstanceView, RegisteredView } from '@topiary/contract';
import { roleWord } from './role-word.ts';
import { facts, when } from './table.ts';

export function instanceText({
  node,
  cluster,
  groupRole,
  observation,
  observedAt,
  failure,
  unknownFacts,
  names,
  gtidFacts,
}: InstanceView): string {
  const rows: [string, string][] = [
    ['instance', node.id],
    ['cluster', cluster],
    ['role', roleWord(node.role, groupRole)],
    ['health', node.health],
    ...(failure === null
      ? []
      : [['failure', `${failure.kind} (${failure.code}): ${failure.detail}`] as [string, string]]),
    ['last seen', when(observedAt)],
    ...(node.failingSince === null ? [] : [['failing since', when(node.failingSince)] as [string, string]]),
    ...classificationRows(node.classification),
    ...unknownFacts.map(({ fact, code, detail, grant }): [string, string] => [
      'unknown',
      `${fact} (${code}): ${grant === null ? detail : `run: ${grant}`}`,
    ]),
    ['problems', node.problems.map(({ code, severity }) => `${code} (${severity})`).join(', ')],
    ...nameRows(names),
    ...registeredRows(node.registered),
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
    ...gtidRows(gtid, gtidFacts),
    ...observation.channels.map((channel): [string, string] => [
      `master${channel.name === '' ? '' : ` (${channel.name})`}`,
      channelText(channel),
    ]),
    ...groupRows(observation.group),
    ...ndbRows(observation.ndbSqlNodes),
    ...observation.unreadable.map(({ fact, grant }): [string, string] => [
      fact.endsWith('-control') ? 'cannot do' : 'cannot read',
      `${fact}; run: ${grant}`,
    ]),
  );
  return facts(rows);
}

function groupRows(group: NonNullable<InstanceView['observation']>['group']): [string, string][] {
  if (group === null) return [];
  const { groupName, mode, members } = group;
  const listed = members.map(({ address, state, role }) =>
    `\n${address.host}:${address.port} ${state} ${role}`.trimEnd(),
  );
  return [['group', `${groupName} (${mode})${members.length === 0 ? ', members unknown' : listed.join('')}`]];
}

/** Missing of most servers. */
function ndbRows(nodes: NonNullable<InstanceView['observation']>['ndbSqlNodes']): [string, string][] {
  if (nodes === undefined) return [];
  const listed = nodes?.map(({ host, port }) => `\n${port === null ? host : `${host}:${port}`}`).join('');
  return [['NDB', `an SQL node; ${listed === undefined ? 'the SQL nodes are unknown' : `the SQL nodes:${listed}`}`]];
}

const KEPT_BECAUSE: Partial<Readonly<Record<string, string>>> = {
  empty: 'the server tells no name (report_host is not set), so its address is kept',
  rejected: 'RejectHostnameResolvePattern refuses the name that the server tells, so its address is kept',
};

function nameRows({ own, others }: InstanceView['names']): [string, string][] {
  const told = own.kind === 'name' ? own.name : KEPT_BECAUSE[own.because];
  return [
    ...(told === undefined ? [] : [['own name', told] as [string, string]]),
    ...(others.length === 0 ? [] : [['also at', others.join(', ')] as [string, string]]),
  ];
}

/** Only what is known: most servers have none of it. */
function classificationRows(known: InstanceView['node']['classification']): [string, string][] {
  const rows: readonly (readonly [string, string | number | null])[] = [
    ['alias', known.alias],
    ['data center', known.dataCenter],
    ['region', known.region],
    ['environment', known.physicalEnvironment],
    ['promotion', known.neverPromoted ? 'never, by PromotionIgnoreHostnameFilters' : known.promotionRule],
    ['semi-sync priority', known.semiSyncPriority],
    ['Pseudo-GTID markers', known.hasPseudoGtid === null ? null : known.hasPseudoGtid ? 'yes' : 'no'],
  ];
  return rows.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, String(value)]]));
}

/** Only what there is. */
function registeredRows({
  downtime,
  maintenance,
  promotion,
  ownWrites,
  tags,
  pools,
  virtualName,
  forgotten,
}: RegisteredView): readonly [string, string][] {
  const note = ({ owner, reason, endsAt }: NonNullable<RegisteredView['downtime']>): string =>
    `${owner}: ${reason}, until ${when(endsAt)}`;
  const rule = promotion === null ? '' : `${promotion.rule}${endOf(promotion.expiresAt)}`;
  const rows: readonly [string, string][] = [
    ['downtime', downtime === null ? '' : note(downtime)],
    ['maintenance', maintenance === null ? '' : note(maintenance)],
    ['promotion', rule],
    ['own writes', ownWrites === null ? '' : `${ownWrites.owner}: ${ownWrites.reason}${endOf(ownWrites.expiresAt)}`],
    ['tags', tags.map(formatTag).join(', ')],
    ['pools', pools.join(', ')],
    ['virtual name', virtualName === null ? '' : `${virtualName.host}${endOf(virtualName.expiresAt)}`],
    ['forgotten', forgotten === null ? '' : `by ${forgotten.by}${endOf(forgotten.expiresAt)}`],
  ];
  return rows.filter(([, text]) => text !== '');
}

function endOf(expiresAt: number | null): string {
  return expiresAt === null ? '' : `, until ${when(expiresAt)}`;
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

function gtidRows(
  gtid: NonNullable<InstanceView['observation']>['gtid'],
  { errant, purgeGaps, morePurgeGaps }: InstanceView['gtidFacts'],
): readonly [string, string][] {
  const gaps = purgeGaps.map(({ server, missing }) => `${server} purged ${missing}`);
  const rows: readonly [string, string][] = [
    ['purged', gtid.kind === 'mysql' ? gtid.purged : ''],
    ['errant', errant.transactions],
    ['cannot follow', [...gaps, ...(morePurgeGaps > 0 ? [`and ${morePurgeGaps} more`] : [])].join('\n')],
  ];
  return rows.filter(([, text]) => text !== '');
}

function channelText(channel: ChannelView): string {
  const lag = channel.lagSeconds === null ? 'lag unknown' : `${channel.lagSeconds} s behind`;
  const error = channel.receiverError ?? channel.applierError;
  const failed = error === null ? '' : `\nerror ${error.number}: ${error.text}`;
  return `${channel.source.host}:${channel.source.port}, receiver ${channel.receiver}, applier ${channel.applier}, ${lag}, ${channel.positioning}${failed}`;
}
