/**
 * The master of a replica becomes a replica of it too. A channel is set up on a server that has none: the account is the one
 * that is configured for replication, what else there is to set is as the replica has it. Source: spec/refactoring §3, §5.2.
 *
 * MariaDB: what the master wrote itself counts as applied from then on, as its own writes come back to it and are passed
 * over; and the replica must have all of that before anybody may connect from there (1236), so it is waited for.
 */
import { formatGtidDifference } from '../../replication/gtid-facts.ts';
import { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import { familyOf } from '../../replication/product.ts';
import { isDetached } from '../../topology/edges.ts';
import type { ChannelSettings, Observation } from '../../topology/observation.ts';
import { edgesOf, isDescendant } from '../../topology/queries.ts';
import { edgeIdOf } from '../../topology/snapshot.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { isFail } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { stepBase } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { MoveContext } from '../move-context.ts';
import { resolveReplica } from '../move-context.ts';
import { READING_RULES } from '../move-rules.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step } from '../plan.ts';
import { settingsToRestate } from '../relocation-steps.ts';
import { sourceNameOf } from '../target-name.ts';
import { accountCheck, connectionOf } from './connection.ts';
import type { Reshape } from './reshape.ts';
import { newChannel } from './source-step-faces.ts';
import type { Connection } from './source-steps.ts';
import { refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

/** The channel that the master gets. */
const CHANNEL = '';

type Question = Pick<PlanQuestion, 'policy' | 'user'>;

/** A replica and its master, both of which answer. */
interface Pair {
  readonly snapshot: TopologySnapshot;
  readonly replica: Instance;
  readonly observed: Observation;
  readonly channel: Observation['channels'][number];
  readonly edge: Edge;
  readonly master: Instance;
  readonly masterObserved: Observation;
}

export function makeCoMaster(
  snapshot: TopologySnapshot,
  { replica: id }: Extract<Reshape, { kind: 'make-co-master' }>,
  question: Question,
): WantedShape {
  const own = resolveReplica(snapshot, id, null);
  if (!own.ok) return { kind: 'refused', checks: [fail(id, own.reason)] };
  const { source } = own.edge;
  const master = snapshot.instances.get(source);
  if (master === undefined || master.observation === null)
    return refused(id, 'replica-not-reachable', { replica: source });
  const pair: Pair = { ...own, snapshot, master, masterObserved: master.observation };
  const account = question.policy.replicationAccount;
  const standing = [...ofMasters(pair), ...ofServers(pair)];
  if (account === undefined || standing.some(isFail))
    return { kind: 'refused', checks: [...standing, accountCheck(source, account)] };
  const { settings, notes } = settingsFor(pair, question);
  const connection: Connection = {
    ...connectionOf(account, { asked: id, channel: CHANNEL, positioning: own.channel.positioning, settings }),
    source: sourceNameOf({ target: own.replica }),
  };
  const checks = [...standing, accountCheck(source, account), ...reading(pair, question, connection), ...writers(pair)];
  return {
    kind: 'drafted',
    instance: source,
    drafted: { checks, notes: [...notes, ...placeNotes(pair)], lanes: [stepsFor(pair, question, connection)] },
  };
}

/** Two masters, and the second one has no other source. */
function ofMasters({ snapshot, replica, master, masterObserved }: Pair): readonly Check[] {
  const params = { replica: replica.id, master: master.id };
  if (edgesOf(snapshot, master.id).some(({ source }) => source === replica.id))
    return [fail(master.id, message('co-masters-already', params))];
  const [other] = edgesOf(snapshot, master.id);
  if (other !== undefined && isDescendant(snapshot, master.id, master.id))
    return [fail(master.id, message('third-co-master', { ...params, other: other.source }))];
  const [channel] = masterObserved.channels;
  if (channel === undefined) return [pass(master.id, message('master-has-no-source', { master: master.id }))];
  if (isDetached(channel.source)) return [fail(master.id, message('master-is-detached', params))];
  const stands = channel.receiver !== 'running' || channel.applier !== 'running';
  if (other !== undefined && stands)
    return [fail(master.id, message('master-keeps-source', { ...params, source: other.source }))];
  if (other !== undefined) return [fail(master.id, message('master-has-source', { ...params, source: other.source }))];
  return [fail(master.id, message('master-keeps-channel', params))];
}

function ofServers({ replica, observed, channel, master, masterObserved }: Pair): readonly Check[] {
  const servers = [
    { id: replica.id, product: observed.product, group: observed.group },
    { id: master.id, product: masterObserved.product, group: masterObserved.group },
  ];
  const unfit = servers.flatMap(({ id, product, group }) => {
    if (product.flavor === 'maxscale') return [fail(id, message('nothing-done-on-binlog-server', { instance: id }))];
    return group === null ? [] : [fail(id, message('co-master-in-group', { instance: id }))];
  });
  const stands = channel.receiver !== 'running' || channel.applier !== 'running';
  const params = { replica: replica.id, master: master.id };
  return stands ? [...unfit, fail(replica.id, message('co-master-must-follow', params))] : unfit;
}

/** Every rule of reading, asked of the master below its replica; and what would come to it. */
function reading(pair: Pair, question: Question, connection: Connection): readonly Check[] {
  const { policy, user = null } = question;
  const { snapshot, replica, observed, master, masterObserved } = pair;
  const context: MoveContext = {
    snapshot,
    policy,
    user,
    replica: master,
    observed: masterObserved,
    // As the plan starts it.
    channel: newChannel(connection, true),
    edge: {
      id: edgeIdOf(master.id, CHANNEL),
      replica: master.id,
      channel: CHANNEL,
      source: replica.id,
      state: 'unknown',
      lagSeconds: null,
    },
    target: replica,
    targetObserved: observed,
    method: null,
    switchesToGtid: false,
    restates: false,
    acceptsLoss: false,
  };
  return [...READING_RULES.flatMap((rule) => rule(context) ?? []), ...positionFits(pair), ...comesToMaster(pair)];
}

/** Where its own log does not hold what it applied from others, that log says nothing of where it stands. */
function positionFits({ channel, master, masterObserved: { gtid } }: Pair): readonly Check[] {
  if (gtid.kind !== 'mariadb' || channel.positioning === 'file') return [];
  const [logged, applied] = [
    MariadbGtidPosition.parse(gtid.binlogPosition),
    MariadbGtidPosition.parse(gtid.slavePosition),
  ];
  if (logged.ok && applied.ok && logged.position.isAtLeast(applied.position)) return [];
  const params = { master: master.id, slavePosition: gtid.slavePosition, binlogPosition: gtid.binlogPosition };
  return [fail(master.id, message('master-position-unclear', params))];
}

function comesToMaster({ replica, channel, master }: Pair): readonly Check[] {
  const params = { replica: replica.id, master: master.id };
  if (channel.positioning === 'file') return [warn(master.id, message('own-writes-unknown', params))];
  const { found } = replica.errant;
  if (found === null) return [pass(master.id, message('nothing-errant', { replica: replica.id }))];
  return [warn(master.id, message('errant-comes-to-master', { ...params, errant: formatGtidDifference(found) }))];
}

function writers({ replica, observed, master, masterObserved }: Pair): readonly Check[] {
  const params = { replica: replica.id, master: master.id };
  if (observed.settings.readOnly) return [pass(replica.id, message('co-master-read-only', params))];
  const [one, other] = [observed.gtid, masterObserved.gtid];
  const shares = one.kind === 'mariadb' && other.kind === 'mariadb' && one.domainId === other.domainId;
  return [
    warn(replica.id, message('both-masters-writable', params)),
    ...(shares ? [warn(replica.id, message('writers-share-domain', { ...params, domain: one.domainId }))] : []),
  ];
}

/** As the replica reads from its master. Without TLS the key of the account's plug-in has to come from the server. */
function settingsFor(
  { replica, channel, master, masterObserved }: Pair,
  { policy }: Question,
): { readonly settings: ChannelSettings; readonly notes: readonly Message[] } {
  const { settings, notes } = settingsToRestate({ replica: master, channel, policy });
  const params = { master: master.id, replica: replica.id };
  const { ca, caPath, cert, key, crl, crlPath, enabled } = settings.tls;
  const hasFiles = [ca, caPath, cert, key, crl, crlPath, settings.publicKeyPath ?? ''].some((path) => path !== '');
  const asksKey = familyOf(masterObserved.product) === 'mysql' && !enabled && (settings.publicKeyPath ?? '') === '';
  return {
    settings: asksKey ? { ...settings, getPublicKey: true } : settings,
    notes: [
      ...notes,
      ...(asksKey ? [message('public-key-asked', params)] : []),
      ...(hasFiles ? [message('tls-files-taken-over', params)] : []),
    ],
  };
}

function placeNotes({ replica, channel, master, masterObserved }: Pair): readonly Message[] {
  const params = { replica: replica.id, master: master.id };
  if (channel.positioning === 'file') return [message('begins-at-end-of-log', params)];
  return familyOf(masterObserved.product) === 'mariadb' ? [message('own-log-adopted', params)] : [];
}

function stepsFor(
  { replica, channel, master, masterObserved }: Pair,
  { policy: { deadlines } }: Question,
  connection: Connection,
): readonly Step[] {
  const base = stepBase({ instance: master }, deadlines.pointReplicaMs);
  const setUp = { ...base, ...connection, kind: 'set-up-replication', adoptsOwnLog: false, begins: null } as const;
  if (channel.positioning === 'file') {
    const position = { kind: 'result', step: asStepId(''), instance: replica.id } as const;
    const read: Step = {
      ...base,
      deadlineMs: deadlines.changeServerMs,
      instance: replica.id,
      kind: 'read-log-position',
    };
    return [read, { ...setUp, begins: position, starts: true }];
  }
  if (familyOf(masterObserved.product) === 'mysql') return [{ ...setUp, starts: true }];
  return [
    { ...setUp, adoptsOwnLog: true, starts: false },
    {
      ...base,
      kind: 'wait-for-position',
      instance: replica.id,
      deadlineMs: deadlines.catchUpMs,
      position: { kind: 'result', step: asStepId(''), instance: master.id },
    },
    {
      ...base,
      kind: 'start-replication',
      channel: CHANNEL,
      before: { receiver: 'running', applier: 'running' },
      readsFrom: connection.source,
    },
  ];
}
