/**
 * A server is filled anew from another one and replicates from then on: what is left for one with transactions of its own.
 * All of its data is replaced, which a person has to say; everything that can be known before is asked before.
 */
import { atLeast } from '../../replication/product.ts';
import type { Product } from '../../replication/product.ts';
import { edgesOf, edgesTo } from '../../topology/queries.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { refused, stepBase } from '../control/control-context.ts';
import type { ControlContext, Drafted } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { accountCheck, connectionOf } from '../reshape/connection.ts';
import { writabilityOf } from '../server-step-faces.ts';
import { threadsOf } from '../thread-states.ts';
import { sourceNameOf } from '../target-name.ts';
import { channelAsSiblings } from './channel-as-siblings.ts';
import { CLONE_DEADLINE_MS } from './clone-step.ts';
import type { LastMileAct } from './last-mile-acts.ts';

type CloneAct = Extract<LastMileAct, { kind: 'clone-from' }>;

export function cloneFrom(context: ControlContext, { donor: id, replacesAllData }: CloneAct): Drafted {
  const { snapshot, instance, policy } = context;
  const donor = snapshot.instances.get(id);
  const params = { replica: instance.id, target: id };
  if (donor === undefined) return refused(fail(id, message('target-unknown', { target: id })));
  if (donor.id === instance.id) return refused(fail(id, message('same-server', params)));
  if (donor.health !== 'ok' || donor.observation === null)
    return refused(fail(id, message('target-not-reachable', params)));
  const account = policy.replicationAccount;
  if (account === undefined) return refused(accountCheck(instance.id, account));
  const source = sourceAfter(context, donor);
  const { settings, positioning } = channelAsSiblings({ ...context, below: source });
  const connection = connectionOf(account, { asked: source.id, channel: '', positioning, settings });
  const base = stepBase({ instance }, policy.deadlines.changeServerMs);
  const closed = { ...base, kind: 'set-writability', to: 'super-read-only', stays: true } as const;
  const steps: readonly Step[] = [
    { ...base, kind: 'check-clone', donor: donor.address },
    ...closing(context),
    { ...base, deadlineMs: CLONE_DEADLINE_MS, kind: 'clone-data', donor: donor.address },
    // As its configuration has it, it may take writes when it is back.
    { ...closed, was: 'writable' },
    {
      ...base,
      ...connection,
      kind: 'set-up-replication',
      deadlineMs: policy.deadlines.pointReplicaMs,
      source: sourceNameOf({ target: source }),
      adoptsOwnLog: false,
      begins: null,
      starts: true,
      // A donor that replicates brings its own channel along.
      isRepeated: true,
    },
  ];
  return {
    checks: [
      confirmed(context, donor, replacesAllData),
      ...products(context, donor),
      ...standing(context, donor),
      accountCheck(instance.id, account),
    ],
    notes: [
      message('clone-needs', { instance: instance.id, donor: donor.id }),
      message('clone-restarts', { instance: instance.id }),
      message('clone-then-below', { instance: instance.id, source: source.id }),
    ],
    lanes: [steps],
  };
}

/** The donor's own source, or the donor where it has none. */
function sourceAfter({ snapshot, instance }: ControlContext, donor: Instance): Instance {
  const [edge] = edgesOf(snapshot, donor.id);
  const above = edge === undefined || edge.source === instance.id ? undefined : snapshot.instances.get(edge.source);
  return above?.health === 'ok' ? above : donor;
}

function confirmed({ instance }: ControlContext, donor: Instance, isConfirmed: boolean): Check {
  const said = message(isConfirmed ? 'clone-replaces-all' : 'clone-not-confirmed', {
    instance: instance.id,
    donor: donor.id,
  });
  return isConfirmed ? warn(instance.id, said) : fail(instance.id, said);
}

/** Within one series; before 8.0.37 the very same release. */
function products({ instance, observed }: ControlContext, donor: Instance): readonly Check[] {
  const [own, theirs] = [observed.product, donor.observation?.product ?? null];
  const params = { instance: instance.id, donor: donor.id };
  if (own.flavor === 'mariadb' || theirs === null || theirs.flavor === 'mariadb')
    return [fail(instance.id, message('clone-mysql-only', params))];
  const versions = { ...params, version: own.version.text, donorVersion: theirs.version.text };
  const canClone = [own, theirs].every(({ version }) => atLeast(version, 8, 0, 17));
  if (!canClone || !sameSeries(own, theirs)) return [fail(instance.id, message('clone-versions', versions))];
  return [pass(instance.id, message('clone-versions-fit', versions))];
}

function sameSeries({ version: own }: Product, { version: other }: Product): boolean {
  if (own.major !== other.major || own.minor !== other.minor) return false;
  const anyPatch = [own, other].every((version) => atLeast(version, 8, 0, 37));
  return anyPatch || own.patch === other.patch;
}

function standing({ snapshot, instance, observed }: ControlContext, donor: Instance): readonly Check[] {
  const readers = edgesTo(snapshot, instance.id).length;
  const channels = donor.observation?.channels ?? [];
  return [
    ...(observed.group === null ? [] : [fail(instance.id, message('co-master-in-group', { instance: instance.id }))]),
    ...(readers === 0
      ? []
      : [fail(instance.id, message('clone-has-replicas', { instance: instance.id, count: readers }))]),
    ...(channels.every(({ name }) => name === '')
      ? []
      : [fail(donor.id, message('clone-donor-channels', { donor: donor.id }))]),
  ];
}

/** Nothing is applied while its data goes. Read-only for everybody it could not drop it (1290). */
function closing({ instance, observed, policy }: ControlContext): readonly Step[] {
  const base = stepBase({ instance }, policy.deadlines.changeServerMs);
  const was = writabilityOf(observed);
  const standing = observed.channels
    .filter(({ receiver, applier }) => receiver !== 'stopped' || applier !== 'stopped')
    .map(
      (channel) => ({ ...base, kind: 'stop-replication', channel: channel.name, before: threadsOf(channel) }) as const,
    );
  if (was === 'read-only') return standing;
  return [...standing, { ...base, kind: 'set-writability', to: 'read-only', was }];
}
