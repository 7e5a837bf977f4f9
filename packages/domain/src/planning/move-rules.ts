/**
 * The rules that decide whether a replica may read from a target, in the order in which a person wants to hear of them.
 * Each rule is true or false on its own. Source: spec/refactoring §3, with the checks added that are missing there
 * (GTID modes of the pair, circles without UUIDs, purged and errant transactions of both families).
 */
import { judgeBinlogFormats } from '../replication/binlog-format.ts';
import { familyOf } from '../replication/product.ts';
import type { Product } from '../replication/product.ts';
import { canReplicate } from '../replication/version-order.ts';
import { isDescendant } from '../topology/queries.ts';
import { leavesEnoughAcknowledging } from './acknowledging.ts';
import { fail, pass, warn } from './checks.ts';
import { byCoordinates } from './coordinates/coordinate-rules.ts';
import { GTID_RULES, nothingPurged, targetUsesGtid } from './gtid-rules.ts';
import { message } from './message.ts';
import { methodFits } from './methods.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';
import { byPseudoGtid } from './pseudo-gtid/match-rules.ts';
import { relayLogLost } from './relay-log-rule.ts';
import { notThereByAnotherChannel, sameData } from './same-data.ts';
import { mayFollowGtids } from './switch-to-gtid.ts';
import { nameLeadsToTarget } from './target-name.ts';
import { targetReplicates } from './target-replicates.ts';

export type Rule = (context: MoveContext) => Check | readonly Check[] | null;

/** Of any two servers, one of which is to read from the other. */
const PAIR_RULES: readonly Rule[] = [
  bothReachable,
  notInMaintenance,
  notGroupSecondary,
  targetCanServe,
  sameFamily,
  versionsFit,
  binlogFormatsFit,
  filtersFit,
  identitiesDiffer,
  delayFits,
];

export const MOVE_RULES: readonly Rule[] = [
  sameCluster,
  notAlreadyThere,
  notThereByAnotherChannel,
  closesNoCircle,
  sameData,
  ...PAIR_RULES,
  methodFits,
  byCoordinates,
  byPseudoGtid,
  ...GTID_RULES,
  mayFollowGtids,
  targetReplicates,
  relayLogLost,
  leavesEnoughAcknowledging,
  stoppedThreads,
  nameLeadsToTarget,
];

/** Those that ask whether a server may read from another at all, and not where it reads from now. */
export const READING_RULES: readonly Rule[] = [...PAIR_RULES, targetUsesGtid, nothingPurged, nameLeadsToTarget];

export function judgeMove(context: MoveContext): readonly Check[] {
  return MOVE_RULES.flatMap((rule) => rule(context) ?? []);
}

function sameCluster({ snapshot, replica, target }: MoveContext): Check | null {
  if (replica.cluster === target.cluster) return null;
  const cluster = snapshot.clusters.get(replica.cluster)?.name ?? replica.cluster;
  const targetCluster = snapshot.clusters.get(target.cluster)?.name ?? target.cluster;
  return fail(replica.id, message('other-cluster', { replica: replica.id, target: target.id, cluster, targetCluster }));
}

function notAlreadyThere({ replica, target, edge, restates }: MoveContext): Check | null {
  return edge.source === target.id && !restates
    ? fail(replica.id, message('already-there', { replica: replica.id, target: target.id }))
    : null;
}

function closesNoCircle({ snapshot, replica, target, edge }: MoveContext): Check {
  return edge.source !== target.id && isDescendant(snapshot, target.id, replica.id)
    ? fail(replica.id, message('own-descendant', { replica: replica.id, target: target.id }))
    : pass(replica.id, message('no-circle'));
}

function bothReachable({ replica, target }: MoveContext): Check {
  if (replica.health !== 'ok') return fail(replica.id, message('replica-not-reachable', { replica: replica.id }));
  if (target.health !== 'ok')
    return fail(replica.id, message('target-not-reachable', { replica: replica.id, target: target.id }));
  return pass(replica.id, message('can-reach-both', { replica: replica.id, target: target.id }));
}

/** Of either side: a server that somebody works on is not moved, and is no good source either. */
function notInMaintenance({ user, replica, target }: MoveContext): readonly Check[] {
  return [replica, target].flatMap(({ id: instance, registered: { maintenance } }) => {
    if (maintenance === null) return [];
    const { owner, reason } = maintenance;
    return owner === user
      ? [warn(replica.id, message('in-own-maintenance', { instance, owner }))]
      : [fail(replica.id, message('in-maintenance', { instance, owner, reason }))];
  });
}

function notGroupSecondary({ replica, observed }: MoveContext): Check | null {
  const self = observed.group?.members.find(({ uuid }) => uuid === observed.identity.serverUuid);
  return self?.role === 'SECONDARY' ? fail(replica.id, message('group-secondary', { replica: replica.id })) : null;
}

function targetCanServe({ replica, target, targetObserved }: MoveContext): Check {
  const { logBin, logReplicaUpdates } = targetObserved.settings;
  if (!logBin) return fail(replica.id, message('target-has-no-binlog', { target: target.id }));
  if (targetObserved.channels.length > 0 && !logReplicaUpdates) {
    return fail(replica.id, message('target-does-not-log-updates', { target: target.id }));
  }
  return pass(replica.id, message('target-can-serve', { target: target.id }));
}

function sameFamily({ replica, observed, target, targetObserved }: MoveContext): Check | null {
  if (familyOf(observed.product) === familyOf(targetObserved.product)) return null;
  const params = {
    replica: replica.id,
    target: target.id,
    replicaProduct: productText(observed.product),
    targetProduct: productText(targetObserved.product),
  };
  return fail(replica.id, message('other-family', params));
}

function versionsFit({ policy, replica, observed, target, targetObserved }: MoveContext): Check | null {
  if (familyOf(observed.product) !== familyOf(targetObserved.product)) return null;
  const verdict = canReplicate(observed.product, targetObserved.product);
  const params = {
    replica: replica.id,
    target: target.id,
    replicaVersion: observed.product.version.text,
    targetVersion: targetObserved.product.version.text,
  };
  if (verdict.level === 'allow') return pass(replica.id, message('versions-fit', params));
  if (verdict.level === 'warn') return warn(replica.id, message('version-warning', params));
  const refusal = message('replica-version-lower', params);
  return policy.lowerReplicaVersionAllowed ? warn(replica.id, refusal) : fail(replica.id, refusal);
}

function binlogFormatsFit({ replica, observed, target, targetObserved }: MoveContext): Check | null {
  const verdict = judgeBinlogFormats({
    replicaFormat: observed.settings.binlogFormat,
    sourceFormat: targetObserved.settings.binlogFormat,
    replicaLogsUpdates: observed.settings.logBin && observed.settings.logReplicaUpdates,
  });
  if (verdict.kind !== 'refused') return null;
  const params = {
    replica: replica.id,
    target: target.id,
    replicaFormat: verdict.replica,
    targetFormat: verdict.source,
  };
  return fail(replica.id, message('binlog-format-smaller', params));
}

function filtersFit({ policy, replica, channel, target, targetObserved }: MoveContext): Check | null {
  if (channel.filters.length > 0) return null;
  if (!targetObserved.channels.some(({ filters }) => filters.length > 0)) return null;
  const finding = message('filters-on-target', { replica: replica.id, target: target.id });
  return policy.verifyReplicationFilters ? fail(replica.id, finding) : warn(replica.id, finding);
}

function identitiesDiffer({ replica, observed, target, targetObserved }: MoveContext): Check {
  const { serverId, serverUuid } = observed.identity;
  // It shows its master's id to those who ask, and reads the log by one of its own.
  if (observed.product.flavor === 'maxscale') return pass(replica.id, message('identities-differ'));
  if (serverId === targetObserved.identity.serverId) {
    return fail(replica.id, message('same-server-id', { replica: replica.id, target: target.id, serverId }));
  }
  if (serverUuid !== null && serverUuid === targetObserved.identity.serverUuid) {
    return fail(replica.id, message('same-server-uuid', { replica: replica.id, target: target.id }));
  }
  return pass(replica.id, message('identities-differ'));
}

function delayFits({ policy, replica, channel, target, targetObserved }: MoveContext): Check | null {
  const targetDelay = Math.max(0, ...targetObserved.channels.map(({ delaySeconds }) => delaySeconds));
  if (targetDelay <= policy.maintenanceLagSeconds || channel.delaySeconds >= targetDelay) return null;
  const params = { replica: replica.id, target: target.id, replicaDelay: channel.delaySeconds, targetDelay };
  return fail(replica.id, message('delay-smaller', params));
}

/** What somebody stopped stays so; what an error stopped is started, as its source may have been the cause. */
function stoppedThreads({ replica, channel, target }: MoveContext): readonly Check[] {
  const threads = [
    { thread: 'receiver', stands: channel.receiver === 'stopped', error: channel.receiverError },
    { thread: 'applier', stands: channel.applier === 'stopped', error: channel.applierError },
  ];
  const standing = threads.filter(({ stands }) => stands);
  const stopped = standing.filter(({ error }) => error === null).map(({ thread }) => thread);
  const failed = standing.flatMap(({ thread, error }) => (error === null ? [] : [{ thread, error }]));
  const stays = { replica: replica.id, thread: stopped.join(', ') };
  return [
    ...(stopped.length === 0 ? [] : [warn(replica.id, message('thread-stopped-stays', stays))]),
    ...failed.map(({ thread, error: { number: errorNumber } }) =>
      warn(
        replica.id,
        message('failed-thread-starts', { replica: replica.id, target: target.id, thread, errorNumber }),
      ),
    ),
  ];
}

function productText(product: Product): string {
  return `${product.flavor === 'mariadb' ? 'MariaDB' : 'MySQL'} ${product.version.text}`;
}
