/**
 * What people ask for by name, as orchestrator does: takeovers, failovers that are forced, and a recovery of what is found
 * wrong with a server. Each is planned before it is registered, so that one that cannot be made is a refusal with its
 * reasons, and nothing is recorded, run or changed. Policy, filters, blocks and downtime are not asked. Source: spec/recovery §12.
 */
import type { Actor, ClusterId, Finding, Instance, InstanceId, Message, TopologySnapshot } from '@topiary/domain';
import { message, successorIn } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { HookList } from '../ports/hooks.ts';
import type { FailedServer } from './failure-facts.ts';
import { failedServerOf } from './recovery-runner.ts';
import type { RecoveryRunner, RunResult, RunWish } from './recovery-runner.ts';
import { replaceDeadMaster } from './repairs.ts';
import type { Repair } from './repairs.ts';

export type ManualRecovery =
  | {
      readonly kind: 'graceful-master-takeover';
      readonly cluster: ClusterId;
      /** `null`: the only replica; with `auto` the best one. */
      readonly successor: InstanceId | null;
      /** The old master replicates from its successor at once; else it is set up for that and stands. */
      readonly auto: boolean;
    }
  /** The master is believed to be gone, whatever it answers. */
  | { readonly kind: 'force-master-failover'; readonly cluster: ClusterId }
  | { readonly kind: 'force-master-takeover'; readonly cluster: ClusterId; readonly successor: InstanceId }
  /** What is found wrong with the server now. `candidate`: who is to take a dead master's place; `null`: the best one. */
  | {
      readonly kind: 'recover';
      readonly instance: InstanceId;
      readonly candidate: InstanceId | null;
      readonly withoutHooks: boolean;
    };

export type ManualResult = RunResult | { readonly kind: 'not-attempted'; readonly reasons: readonly Message[] };

/** Whether a master that is to go answers at all is waited for no longer than that. */
export const FORCED_LOOK_MS = 1_000;

export interface ManualRecoveriesOptions {
  readonly clock: Clock;
  readonly runner: Pick<RecoveryRunner, 'run' | 'preview'>;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly findings: () => Iterable<Finding>;
  /** What is done about a finding; `null`: nothing. */
  readonly repairOf: (finding: Finding) => Repair | null;
}

type AskedWish = Pick<RunWish, 'failed' | 'repair' | 'withoutHooks' | 'said'>;

type Wanted =
  | { readonly ok: true; readonly wish: AskedWish; readonly command: string }
  | { readonly ok: false; readonly reason: Message };

const OF_FAILOVERS: readonly HookList[] = ['OnFailureDetectionProcesses', 'PreFailoverProcesses'];

export class ManualRecoveries {
  private readonly options: ManualRecoveriesOptions;

  constructor(options: ManualRecoveriesOptions) {
    this.options = options;
  }

  /** Resolves when it has ended. */
  async run(asked: ManualRecovery, actor: Actor): Promise<ManualResult> {
    const { runner, clock } = this.options;
    const wanted = asked.kind === 'recover' ? this.recover(asked) : this.replace(asked);
    if (!wanted.ok) return { kind: 'not-attempted', reasons: [wanted.reason] };
    const { command } = wanted;
    const wish = await this.withoutWaiting(wanted.wish);
    const preview = await runner.preview(wish.repair.intent, actor);
    if (preview.kind === 'refused') return { kind: 'not-attempted', reasons: preview.reasons };
    const expected = successorIn(preview.plan);
    return runner.run({ ...wish, seenAt: clock.now(), byHand: { actor, command }, expected });
  }

  /** A forced failover of a master that hangs begins with giving it up; what it would not answer is not asked. */
  private async withoutWaiting(wish: AskedWish): Promise<AskedWish> {
    const { repair, failed } = wish;
    const { otherwise, ...rest } = repair;
    if (otherwise === undefined || (await this.answers(failed.instance))) return wish;
    const said = message('forced-not-answering', { master: failed.instance, seconds: FORCED_LOOK_MS / 1000 });
    return { ...wish, repair: { ...rest, intent: otherwise }, said: [said] };
  }

  /** One that is known to be silent is no question: it is planned for as what it is. */
  private async answers(master: InstanceId): Promise<boolean> {
    const { clock, refresh, snapshot } = this.options;
    if (snapshot().instances.get(master)?.health !== 'ok') return true;
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const cancel = clock.schedule(FORCED_LOOK_MS, () => resolve(false));
    const looked = refresh([master]).then(
      () => true,
      () => false,
    );
    return Promise.race([looked, late]).finally(cancel);
  }

  private recover({ instance, candidate, withoutHooks }: Extract<ManualRecovery, { kind: 'recover' }>): Wanted {
    const found = [...this.options.findings()].find(
      (one) => one.instance === instance && one.outrankedBy === null && one.act === 'recover',
    );
    const repair = found === undefined ? null : this.options.repairOf(found);
    if (found === undefined || repair === null) return refused(message('nothing-to-recover', { instance }));
    const wish = { failed: failedServerOf(found), repair: withCandidate(repair, candidate), withoutHooks };
    return { ok: true, wish, command: '' };
  }

  private replace(asked: Exclude<ManualRecovery, { kind: 'recover' }>): Wanted {
    const snapshot = this.options.snapshot();
    const master = masterOf(snapshot, asked);
    if (master === null) return refused(message('master-not-clear', { cluster: clusterName(snapshot, asked.cluster) }));
    const repair =
      asked.kind === 'graceful-master-takeover'
        ? takeover(master.id, asked)
        : forced(master.id, 'successor' in asked ? asked.successor : null);
    const wish = { failed: failedMaster(master, asked.kind), repair };
    return { ok: true, wish, command: asked.kind };
  }
}

function refused(reason: Message): Wanted {
  return { ok: false, reason };
}

/** The only one; of several the one that the successor replicates from, or the only one that takes writes. */
function masterOf(
  { clusters, instances, edgesByReplica }: TopologySnapshot,
  asked: Exclude<ManualRecovery, { kind: 'recover' }>,
): Instance | null {
  const masters = (clusters.get(asked.cluster)?.masters ?? []).flatMap((id) => instances.get(id) ?? []);
  const [first, ...others] = masters;
  if (first === undefined || others.length === 0) return first ?? null;
  if (asked.kind === 'graceful-master-takeover') return null;
  const successor = 'successor' in asked ? asked.successor : null;
  const sources = successor === null ? [] : (edgesByReplica.get(successor) ?? []).map(({ source }) => source);
  const fits = masters.filter(({ id, observation }) =>
    successor === null ? observation?.settings.readOnly === false : sources.includes(id),
  );
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

function clusterName({ clusters }: TopologySnapshot, cluster: ClusterId): string {
  return clusters.get(cluster)?.name ?? cluster;
}

/** Its hooks are told of it as of a dead master, as those of orchestrator are. */
export function failedMaster({ id, cluster, registered }: Instance, command: string): FailedServer {
  const summary = message('replaced-by-hand', { instance: id, command });
  return {
    code: 'DeadMaster',
    instance: id,
    cluster,
    summary,
    isDowntimed: registered.downtime !== null,
    scope: 'master',
  };
}

export function takeover(
  master: InstanceId,
  { successor, auto }: { readonly successor: InstanceId | null; readonly auto: boolean },
): Repair {
  const repair = replaceDeadMaster(master);
  return {
    ...repair,
    intent: { kind: 'replace-master', master, successor, because: 'takeover', ...(auto ? { rejoins: true } : {}) },
    before: ['PreGracefulTakeoverProcesses', ...OF_FAILOVERS],
    after: [...repair.after, 'PostGracefulTakeoverProcesses'],
  };
}

export function forced(master: InstanceId, successor: InstanceId | null): Repair {
  return {
    ...replaceDeadMaster(master),
    intent: { kind: 'replace-master', master, successor, because: 'forced' },
    // It may answer and yet not let itself be closed.
    otherwise: { kind: 'replace-master', master, successor, because: 'given-up' },
    before: OF_FAILOVERS,
  };
}

/** Who asks for it has looked: what speaks against it is said, and refuses only what could not be done. */
function withCandidate(repair: Repair, successor: InstanceId | null): Repair {
  const { intent } = repair;
  return successor === null || intent.kind !== 'replace-master'
    ? repair
    : { ...repair, intent: { ...intent, successor } };
}
