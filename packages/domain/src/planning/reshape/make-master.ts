/**
 * A replica takes the place of a master that is gone: its siblings go below it, it replicates from nobody any more, and it
 * takes writes. A manual act on a master that does not answer; where it lives, a swap or a planned takeover loses nothing and
 * this might. Who is lost to it is found as for regrouping. Source: spec/refactoring §5.2.
 */
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { PlanQuestion } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { stepBase } from '../control/control-context.ts';
import { hasUnapplied } from '../control/on-channel.ts';
import { message } from '../message.ts';
import { resolveReplica } from '../move-context.ts';
import type { ResolvedReplica } from '../move-context.ts';
import type { Check, Step } from '../plan.ts';
import { drainStep } from '../replication/drain.ts';
import { runningIn } from '../replication/switch-threads.ts';
import { writabilityOf } from '../server-step-faces.ts';
import { otherCoMaster, withoutSources } from '../recovery/cut-off.ts';
import { replicasTo } from '../wanted-moves.ts';
import { connectionOf } from './connection.ts';
import { rankCandidates } from './rank-candidates.ts';
import { lostTo } from './regroup.ts';
import type { Reshape } from './reshape.ts';
import type { WantedShape } from './wanted-shape.ts';

type Found = Extract<ResolvedReplica, { ok: true }>;
type Question = Pick<PlanQuestion, 'policy' | 'user'>;

export function makeMaster(
  snapshot: TopologySnapshot,
  { replica: id }: Extract<Reshape, { kind: 'make-master' }>,
  question: Question,
): WantedShape {
  const own = resolveReplica(snapshot, id, null);
  if (!own.ok) return { kind: 'refused', checks: [fail(id, own.reason)] };
  const { source } = own.edge;
  const checks = [...gone(snapshot, own), ...fit(own, question)];
  const chosen = rankCandidates(snapshot, source).find(({ instance }) => instance.id === id);
  const lost = chosen === undefined ? new Map<InstanceId, Check>() : lostTo(snapshot, source, chosen);
  const against = chosen?.against.map((reason) => warn(id, reason)) ?? [];
  const moves = replicasTo(snapshot, { source, target: id, only: null }).filter(({ replica }) => !lost.has(replica));
  const all = [...checks, ...against, ...lost.values(), warn(id, message('old-master-may-return', { master: source }))];
  const steps = stepsFor(own, question);
  if (moves.length === 0) return { kind: 'drafted', instance: id, drafted: { checks: all, lanes: [steps] } };
  // What the master read itself is no way to anybody any more: a circle through it is none. Below its co-master they have the same masters.
  const judgedOn = otherCoMaster(snapshot, source) === id ? snapshot : withoutSources(snapshot, source);
  return { kind: 'wanted', judgedOn, moves, mayLeaveBehind: true, checks: all, later: [[{ steps, after: [] }]] };
}

/** Nobody hears of it any more. */
function gone({ instances, edgesBySource }: TopologySnapshot, { replica, edge }: Found): readonly Check[] {
  const { source } = edge;
  const master = instances.get(source);
  const params = { replica: replica.id, master: source };
  if (master?.health === 'ok') {
    const isReplica = (master.observation?.channels.length ?? 0) > 0;
    return [fail(source, message(isReplica ? 'master-lives-swap' : 'master-lives-takeover', params))];
  }
  if (master?.health === 'suspect') return [fail(source, message('master-may-live', params))];
  const readers = (edgesBySource.get(source) ?? [])
    .map((one) => instances.get(one.replica))
    .filter((one) => one !== undefined && one.health === 'ok' && readsFrom(one, edge.channel));
  const [reader] = readers;
  return reader === undefined
    ? [pass(source, message('master-is-gone', params))]
    : [fail(source, message('master-still-read', { ...params, reader: reader.id }))];
}

function readsFrom({ observation }: Instance, channel: string): boolean {
  return observation?.channels.some(({ name, receiver }) => name === channel && receiver === 'running') === true;
}

function fit({ replica, observed, channel }: Found, question: Question): readonly Check[] {
  const { user = null, policy } = question;
  const { id } = replica;
  const instance = { instance: id };
  const { maintenance } = replica.registered;
  const undo =
    channel.positioning === 'file' || policy.replicationAccount === undefined
      ? warn(id, message('leaving-lasts', instance))
      : pass(id, message('leaving-can-be-undone', instance));
  return [
    replica.health === 'ok'
      ? pass(id, message('is-reachable', instance))
      : fail(id, message('replica-not-reachable', { replica: id })),
    ...(maintenance === null || maintenance.owner === user
      ? []
      : [fail(id, message('in-maintenance', { ...instance, owner: maintenance.owner, reason: maintenance.reason }))]),
    ...(observed.group === null ? [] : [fail(id, message('co-master-in-group', instance))]),
    ...(observed.product.flavor === 'maxscale' ? [fail(id, message('nothing-done-on-binlog-server', instance))] : []),
    ...(channel.applier === 'stopped' && hasUnapplied(channel)
      ? [fail(id, message('received-not-applied', instance))]
      : []),
    undo,
  ];
}

function stepsFor({ replica, observed, channel }: Found, { policy }: Question): readonly Step[] {
  const { deadlines, replicationAccount: account } = policy;
  const base = stepBase({ instance: replica }, deadlines.changeServerMs);
  const ran = runningIn(channel);
  const drain = drainStep(base, { channel: channel.name, ran, policy });
  const { name, source, positioning, settings } = channel;
  const leave: Step =
    account === undefined || positioning === 'file'
      ? { ...base, kind: 'reset-replication', channel: name, source }
      : {
          ...base,
          ...connectionOf(account, { asked: replica.id, channel: name, positioning, settings }),
          kind: 'leave-source',
          source,
        };
  const was = writabilityOf(observed);
  const write: Step = { ...base, kind: 'set-writability', to: 'writable', was };
  return [...(ran.applier ? [drain] : []), leave, ...(was === 'writable' ? [] : [write])];
}
