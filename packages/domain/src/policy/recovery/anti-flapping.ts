/**
 * Which earlier recovery keeps a new one from beginning by itself. One that changed nothing keeps none back; one that
 * runs does, since two must not reshape a cluster together; one that is over does for a period, unless somebody
 * acknowledged it. The same question is asked in the transaction that registers, and for the readiness of a cluster.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterId } from '../../topology/snapshot.ts';
import type { Instant } from '../../shared/time.ts';
import { holdsBack } from './recovery-scope.ts';
import type { RecoveryScope } from './recovery-scope.ts';

/** The same failure is not tried anew at once where nothing could be done about it: hooks would run without end. */
export const RETRY_AFTER_NOTHING_MS = 5_000;

/** What is asked of an earlier recovery. */
export interface EarlierRecovery {
  readonly id: number;
  readonly uid: string;
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  readonly scope: RecoveryScope;
  readonly startedAt: Instant;
  /** `null`: it runs. */
  readonly endedAt: Instant | null;
  /** It changed a server, or may have. */
  readonly changed: boolean;
  readonly successor: InstanceId | null;
  readonly acknowledgedAt: Instant | null;
}

export interface WantedRecovery {
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  readonly scope: RecoveryScope;
  /** By a person: only one that runs holds it back. */
  readonly forced: boolean;
  readonly at: Instant;
  readonly blockMs: number;
}

export type Block = {
  readonly kind: 'running' | 'recent' | 'successor' | 'tried-just-now';
  readonly by: EarlierRecovery;
  /** `null`: when it ends. */
  readonly until: Instant | null;
};

/** The weightiest block; `null`: it may begin. */
export function blockOf(earlier: readonly EarlierRecovery[], wanted: WantedRecovery): Block | null {
  const running = earlier.find((one) => one.endedAt === null && one.cluster === wanted.cluster && meets(one, wanted));
  if (running !== undefined) return { kind: 'running', by: running, until: null };
  if (wanted.forced) return null;
  const over = earlier.filter((one) => one.endedAt !== null && one.acknowledgedAt === null);
  // A second writer is closed whatever was repaired a moment ago.
  if (wanted.scope === 'old-master') return retryBlock(over, wanted);
  return successorBlock(over, wanted) ?? recentBlock(over, wanted) ?? retryBlock(over, wanted);
}

/** A server that comes back is closed while others are repaired, and keeps nobody from being repaired. */
function meets(one: EarlierRecovery, wanted: WantedRecovery): boolean {
  if (one.scope !== 'old-master' && wanted.scope !== 'old-master') return true;
  return one.scope === wanted.scope && one.instance === wanted.instance;
}

function successorBlock(over: readonly EarlierRecovery[], wanted: WantedRecovery): Block | null {
  const by = over.find((one) => one.successor === wanted.instance && one.changed && isInPeriod(one, wanted));
  return by === undefined ? null : { kind: 'successor', by, until: periodEnd(by, wanted) };
}

function recentBlock(over: readonly EarlierRecovery[], wanted: WantedRecovery): Block | null {
  const by = over.find((one) => one.cluster === wanted.cluster && one.changed && isInPeriod(one, wanted));
  return by === undefined ? null : { kind: 'recent', by, until: periodEnd(by, wanted) };
}

function retryBlock(over: readonly EarlierRecovery[], wanted: WantedRecovery): Block | null {
  const by = over.find(
    (one) =>
      !one.changed &&
      one.instance === wanted.instance &&
      one.scope === wanted.scope &&
      wanted.at - (one.endedAt ?? one.startedAt) < RETRY_AFTER_NOTHING_MS,
  );
  if (by === undefined) return null;
  return { kind: 'tried-just-now', by, until: ((by.endedAt ?? by.startedAt) + RETRY_AFTER_NOTHING_MS) as Instant };
}

function isInPeriod(one: EarlierRecovery, wanted: WantedRecovery): boolean {
  return holdsBack(one.scope, wanted.scope) && wanted.at < one.startedAt + wanted.blockMs;
}

function periodEnd(one: EarlierRecovery, wanted: WantedRecovery): Instant {
  return (one.startedAt + wanted.blockMs) as Instant;
}
