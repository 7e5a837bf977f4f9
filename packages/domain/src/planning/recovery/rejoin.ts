/**
 * A server without a source goes below another one: a master below the one that came in its place, or one that was restored
 * from a backup. It is closed first, by that alone nothing can be added to what it is compared by; its channel is set up as
 * those of its siblings are. What it has of its own is never passed over: it is refused, or answered by empty transactions
 * where a person says so.
 */
import { formatGtidDifference } from '../../replication/gtid-facts.ts';
import { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesOf, isDescendant } from '../../topology/queries.ts';
import { edgeIdOf } from '../../topology/snapshot.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { refused, stepBase } from '../control/control-context.ts';
import type { ControlContext, Drafted } from '../control/control-context.ts';
import { injectionSteps } from '../control/errant-acts.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { READING_RULES } from '../move-rules.ts';
import type { Check, Step } from '../plan.ts';
import { accountCheck, connectionOf } from '../reshape/connection.ts';
import { newChannel } from '../reshape/source-step-faces.ts';
import type { Connection } from '../reshape/source-steps.ts';
import { writabilityOf } from '../server-step-faces.ts';
import { sourceNameOf } from '../target-name.ts';
import { channelAsSiblings } from './channel-as-siblings.ts';
import type { LastMileAct } from './last-mile-acts.ts';
import { ownTransactions } from './old-master.ts';
import { closedOn } from './replacing.ts';
import { replicaRoleSteps } from './semi-sync-roles.ts';

type RejoinAct = Extract<LastMileAct, { kind: 'rejoin' }>;

/** The channel that it gets. */
const CHANNEL = '';

interface Rejoining extends ControlContext {
  readonly below: Instance;
  readonly belowObserved: Observation;
}

export function rejoin(context: ControlContext, { below: id, own }: RejoinAct): Drafted {
  const { snapshot, instance, policy } = context;
  const below = snapshot.instances.get(id);
  if (below === undefined) return refused(fail(id, message('target-unknown', { target: id })));
  const params = { replica: instance.id, target: id };
  if (below.id === instance.id) return refused(fail(id, message('same-server', params)));
  if (below.health !== 'ok' || below.observation === null)
    return refused(fail(id, message('target-not-reachable', params)));
  const rejoining: Rejoining = { ...context, below, belowObserved: below.observation };
  const apart = standsApart(rejoining);
  const account = policy.replicationAccount;
  if (apart !== null) return refused(apart);
  if (account === undefined) return refused(accountCheck(instance.id, account));
  const { settings, positioning, notes } = channelAsSiblings(rejoining);
  const connection: Connection = {
    ...connectionOf(account, { asked: id, channel: CHANNEL, positioning, settings }),
    source: sourceNameOf({ target: below }),
  };
  const owned = ofItsOwn(rejoining, own);
  return {
    checks: [
      accountCheck(instance.id, account),
      ...owned.checks,
      ...READING_RULES.flatMap((rule) => rule(moveContext(rejoining, connection)) ?? []),
      ...positionFits(rejoining),
    ],
    notes: [...notes, ...offlineNotes(rejoining)],
    lanes: [
      [
        ...roles(rejoining),
        ...closing(rejoining),
        ...owned.steps,
        setUp(rejoining, connection),
        ...onlineAgain(rejoining),
      ],
    ],
  };
}

/** Without a source of its own, and not above the one that it is to go below. */
function standsApart({ snapshot, instance, observed, below }: Rejoining): Check | null {
  const { id } = instance;
  if (isDescendant(snapshot, below.id, id))
    return fail(id, message('own-descendant', { replica: id, target: below.id }));
  const [edge] = edgesOf(snapshot, id);
  if (edge?.source === below.id) return fail(id, message('already-there', { replica: id, target: below.id }));
  const channel = observed.channels.find(({ source }) => source.host !== '');
  if (channel === undefined) return null;
  const source = edge?.source ?? `${channel.source.host}:${channel.source.port}`;
  return fail(id, message('rejoin-has-source', { instance: id, source }));
}

interface OfItsOwn {
  readonly checks: readonly Check[];
  readonly steps: readonly Step[];
}

function ofItsOwn(rejoining: Rejoining, wanted: RejoinAct['own']): OfItsOwn {
  const { instance, observed, below, belowObserved, policy } = rejoining;
  const params = { instance: instance.id, below: below.id };
  const own = ownTransactions(observed, belowObserved);
  if (own.kind === 'none') return { checks: [pass(instance.id, message('nothing-of-its-own', params))], steps: [] };
  if (own.kind === 'unclear') return { checks: [fail(instance.id, message('own-unclear', params))], steps: [] };
  const said = { ...params, own: formatGtidDifference(own.difference) };
  if (own.difference.family === 'mariadb')
    return { checks: [fail(instance.id, message('has-its-own-mariadb', said))], steps: [] };
  if (wanted === 'refuse') return { checks: [fail(instance.id, message('has-its-own', said))], steps: [] };
  if (belowObserved.settings.readOnly)
    return { checks: [fail(below.id, message('master-takes-no-writes', { instance: below.id }))], steps: [] };
  const injected = injectionSteps(stepBase({ instance }, policy.deadlines.catchUpMs), own.difference.set, {
    of: instance.id,
    on: below,
  });
  return injected.kind === 'too-many'
    ? { checks: [fail(instance.id, injected.reason)], steps: [] }
    : { checks: [warn(instance.id, message('own-data-stays', said))], steps: injected.steps };
}

function moveContext(
  { snapshot, policy, instance, observed, below, belowObserved }: Rejoining,
  connection: Connection,
) {
  return {
    snapshot,
    policy,
    // A maintenance has been asked for by the act itself.
    user: instance.registered.maintenance?.owner ?? null,
    replica: instance,
    observed,
    channel: newChannel(connection, true),
    edge: {
      id: edgeIdOf(instance.id, CHANNEL),
      replica: instance.id,
      channel: CHANNEL,
      source: below.id,
      state: 'unknown',
      lagSeconds: null,
    },
    target: below,
    targetObserved: belowObserved,
    method: null,
    switchesToGtid: false,
    restates: false,
    acceptsLoss: false,
  } as const;
}

/**
 * Where a MariaDB server stands: at the end of its own log, where that holds all that it applied from others; and else at
 * what it applied, where its log holds nothing beside that, as after a restore. `unclear`: each has what the other lacks.
 */
function placeIn({ gtid }: Observation): 'own-log' | 'applied' | 'unclear' | null {
  if (gtid.kind !== 'mariadb') return null;
  const [logged, applied] = [
    MariadbGtidPosition.parse(gtid.binlogPosition),
    MariadbGtidPosition.parse(gtid.slavePosition),
  ];
  if (!logged.ok || !applied.ok) return 'unclear';
  if (logged.position.isAtLeast(applied.position)) return 'own-log';
  return applied.position.isAtLeast(logged.position) ? 'applied' : 'unclear';
}

function positionFits({ instance, observed }: Rejoining): readonly Check[] {
  const { gtid } = observed;
  const place = placeIn(observed);
  if (place === null || gtid.kind !== 'mariadb') return [];
  const { slavePosition, binlogPosition } = gtid;
  const params = { slavePosition, binlogPosition };
  if (place === 'unclear')
    return [fail(instance.id, message('master-position-unclear', { master: instance.id, ...params }))];
  const code = place === 'own-log' ? 'goes-on-from-own-log' : 'goes-on-from-applied';
  return [pass(instance.id, message(code, { instance: instance.id, ...params }))];
}

/** Before it is closed: commits that wait for replicas would keep that waiting. */
function roles({ snapshot, instance, observed, below, policy }: Rejoining): readonly Step[] {
  const base = stepBase({ instance }, policy.deadlines.changeServerMs);
  return replicaRoleSteps(base, { snapshot, old: instance, observed }, below);
}

function closing({ instance, observed, policy }: Rejoining): readonly Step[] {
  const [to, was] = [closedOn(observed), writabilityOf(observed)];
  if (to === was) return [];
  return [
    { ...stepBase({ instance }, policy.deadlines.changeServerMs), kind: 'set-writability', to, was, stays: true },
  ];
}

function setUp({ instance, observed, policy }: Rejoining, connection: Connection): Step {
  return {
    ...stepBase({ instance }, policy.deadlines.pointReplicaMs),
    ...connection,
    kind: 'set-up-replication',
    adoptsOwnLog: placeIn(observed) === 'own-log',
    begins: null,
    starts: true,
  };
}

/** Where it was fenced so; a replica is read from. */
function onlineAgain({ instance, observed, policy }: Rejoining): readonly Step[] {
  if (!observed.settings.offlineMode) return [];
  return [{ ...stepBase({ instance }, policy.deadlines.changeServerMs), kind: 'set-offline-mode', to: false }];
}

function offlineNotes({ instance, observed }: Rejoining): readonly Message[] {
  return observed.settings.offlineMode ? [message('goes-online', { instance: instance.id })] : [];
}
