/**
 * `gtid_mode` of a whole cluster, changed while it goes on working: one step at a time, each on every server before the next.
 * Between the permissive modes and either end, nothing of the other kind may be under way anywhere: not in a commit, and not
 * in the log of a source of which a replica has not applied it. Source: spec/dialects §5.
 */
import { familyOf } from '../../replication/product.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { attachedAgain, isDetached } from '../../topology/edges.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { edgesOf, membersOf } from '../../topology/queries.ts';
import type { Edge, Instance } from '../../topology/snapshot.ts';
import { fail, pass } from '../checks.ts';
import { message } from '../message.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step } from '../plan.ts';
import { drainStep } from '../replication/drain.ts';
import { runningIn } from '../replication/switch-threads.ts';
import { threadsOf } from '../thread-states.ts';
import { GTID_MODES } from '../upkeep-steps.ts';
import type { GtidMode } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { detachedFrom } from './detached-from.ts';

interface Cluster {
  readonly context: ControlContext;
  /** Sources before their replicas. */
  readonly servers: readonly Instance[];
  readonly links: readonly Link[];
}

interface Link {
  readonly edge: Edge;
  readonly channel: ReplicationChannel;
}

export function setGtidMode(context: ControlContext, { to }: { readonly to: 'ON' | 'OFF' }): Drafted {
  const { instance, snapshot } = context;
  const servers = membersOf(snapshot, instance.cluster).toSorted((left, right) => left.depth - right.depth);
  if (servers.every((server) => modeOf(server) === to))
    return refused(fail(instance.id, message('gtid-mode-so-already', { instance: instance.id, mode: to })));
  const links = servers.flatMap((server) =>
    edgesOf(snapshot, server.id).flatMap((edge) => {
      const channel = server.observation?.channels.find(({ name }) => name === edge.channel);
      return channel === undefined ? [] : [{ edge, channel }];
    }),
  );
  const cluster: Cluster = { context, servers, links };
  return {
    checks: [
      ...servers.map(takesPart),
      ...links.flatMap(mustRun),
      ...servers.flatMap((one) => mustBeAttached(cluster, one)),
    ],
    notes: [
      message('gtid-mode-half-way'),
      message('gtid-mode-not-kept'),
      message('gtid-mode-taken-back', { mode: to === 'ON' ? 'OFF' : 'ON' }),
    ],
    lanes: [to === 'ON' ? stepsUp(cluster) : stepsDown(cluster)],
  };
}

function stepsUp(cluster: Cluster): readonly Step[] {
  return [
    ...consistency(cluster, 'WARN'),
    ...consistency(cluster, 'ON'),
    ...mode(cluster, 'OFF_PERMISSIVE', 'OFF'),
    ...mode(cluster, 'ON_PERMISSIVE', 'OFF_PERMISSIVE'),
    ...settled(cluster, 'anonymous'),
    ...mode(cluster, 'ON', 'ON_PERMISSIVE'),
    ...positioning(cluster, 'auto-position'),
  ];
}

function stepsDown(cluster: Cluster): readonly Step[] {
  return [
    ...positioning(cluster, 'file'),
    ...mode(cluster, 'ON_PERMISSIVE', 'ON'),
    ...mode(cluster, 'OFF_PERMISSIVE', 'ON_PERMISSIVE'),
    ...settled(cluster, 'with-gtid'),
    ...mode(cluster, 'OFF', 'OFF_PERMISSIVE'),
    ...consistency(cluster, 'OFF'),
  ];
}

/** All steps are one lane: what is done on one server only is taken back on all of them. */
function base({ context }: Cluster, instance: Instance['id'], deadlineMs: number) {
  return { ...stepBase(context, deadlineMs), instance };
}

function consistency(cluster: Cluster, to: 'OFF' | 'WARN' | 'ON'): readonly Step[] {
  const { changeServerMs } = cluster.context.policy.deadlines;
  // With the mode ON it is ON, and may not be anything less.
  return cluster.servers
    .filter((server) => to === 'OFF' || modeOf(server) !== 'ON')
    .map(({ id }): Step => ({ ...base(cluster, id, changeServerMs), kind: 'set-gtid-consistency', to }));
}

/** Servers that have not come so far yet, which are all of them unless somebody began by hand. */
function mode(cluster: Cluster, to: GtidMode, was: GtidMode): readonly Step[] {
  const { changeServerMs } = cluster.context.policy.deadlines;
  const place = (one: GtidMode): number => GTID_MODES.indexOf(one);
  const isUp = place(to) > place(was);
  return cluster.servers
    .filter((server) => (isUp ? place(modeOf(server)) < place(to) : place(modeOf(server)) > place(to)))
    .map(({ id }): Step => ({ ...base(cluster, id, changeServerMs), kind: 'set-gtid-mode', to, was }));
}

function settled(cluster: Cluster, which: 'anonymous' | 'with-gtid'): readonly Step[] {
  const { catchUpMs } = cluster.context.policy.deadlines;
  const waits = cluster.servers.map(({ id }): Step => ({
    ...base(cluster, id, catchUpMs),
    kind: 'wait-for-transactions',
    which,
  }));
  const applied = cluster.links.flatMap(({ edge }): readonly Step[] => [
    { ...base(cluster, edge.source, catchUpMs), kind: 'read-log-position' },
    {
      ...base(cluster, edge.replica, catchUpMs),
      kind: 'wait-for-log-position',
      channel: edge.channel,
      // Of the step before it.
      position: { kind: 'result', step: asStepId(''), instance: edge.source },
    },
  ]);
  return [...waits, ...applied];
}

function positioning(cluster: Cluster, to: 'auto-position' | 'file'): readonly Step[] {
  const { policy } = cluster.context;
  return cluster.links
    .filter(({ channel }) => channel.positioning !== to)
    .flatMap(({ edge, channel }): readonly Step[] => {
      const on = base(cluster, edge.replica, policy.deadlines.pointReplicaMs);
      const turned: Step = {
        ...on,
        kind: 'set-positioning',
        channel: channel.name,
        to,
        was: channel.positioning,
        before: threadsOf(channel),
        heartbeatPeriodSeconds: channel.settings.heartbeatPeriodSeconds ?? policy.assumedHeartbeatSeconds,
      };
      if (to === 'auto-position') return [turned];
      // While somebody writes a replica is hardly ever where its receiver is, and only there it knows its place by file.
      const drained = drainStep(on, { channel: channel.name, ran: runningIn(channel), policy });
      // Below a source that is not ON any more nobody may follow GTIDs.
      return [drained, { ...turned, stays: true }];
    });
}

function modeOf({ observation }: Instance): GtidMode {
  return observation?.gtid.kind === 'mysql' ? observation.gtid.mode : 'OFF';
}

function takesPart({ id, health, observation }: Instance): Check {
  if (health !== 'ok' || observation === null) return fail(id, message('replica-not-reachable', { replica: id }));
  if (familyOf(observation.product) !== 'mysql') return fail(id, message('mysql-only', { instance: id }));
  if (observation.gtid.kind !== 'mysql') return fail(id, message('nothing-done-on-binlog-server', { instance: id }));
  if (observation.group !== null) return fail(id, message('gtid-mode-of-group', { instance: id }));
  return pass(id, message('gtid-mode-member', { instance: id, mode: observation.gtid.mode }));
}

/** It keeps the mode that it has, and could not replicate from a source of another one once it is attached again (13117). */
function mustBeAttached({ context: { snapshot } }: Cluster, { id, observation }: Instance): readonly Check[] {
  const own = (observation?.channels ?? []).filter(({ source }) => isDetached(source));
  return [
    ...own.map(({ source }) => ({ replica: id, source: instanceIdOf(attachedAgain(source)) })),
    ...detachedFrom(snapshot, id).map(({ replica }) => ({ replica, source: id })),
  ].map((params) => fail(params.replica, message('gtid-mode-detached', params)));
}

function mustRun({ edge: { replica }, channel }: Link): readonly Check[] {
  const runs = channel.receiver === 'running' && channel.applier === 'running';
  return runs ? [] : [fail(replica, message('gtid-mode-all-must-run', { replica }))];
}
