/**
 * Downtime that follows a recovery: the replaced master and the replicas that are lost to its successor are nobody's alarm
 * for a while, and a successor that had downtime has it no longer.
 */
import type { Actor, InstanceId, RegistryCommand, TopologySnapshot } from '@topiary/domain';
import type { Logger } from '../ports/logger.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { RegistryResult } from '../api.ts';

/** As orchestrator calls it, so that scripts which look for it find it. */
const LOST_REASON = 'lost-in-recovery';

export interface DowntimeOptions {
  readonly logger: Logger;
  readonly snapshot: () => TopologySnapshot;
  readonly register: (command: RegistryCommand, actor: Actor) => Promise<RegistryResult>;
}

export interface DowntimeWish {
  readonly successor: InstanceId;
  /** Replaced, or lost. */
  readonly gone: readonly InstanceId[];
  /** `MasterFailoverLostInstancesDowntimeMinutes`, in milliseconds; 0: none is set. */
  readonly lostMs: number;
}

/** What cannot be registered is logged: the recovery is over all the same. */
export async function setDowntimeAfter(wish: DowntimeWish, options: DowntimeOptions): Promise<void> {
  const { successor, gone, lostMs } = wish;
  const had = options.snapshot().instances.get(successor)?.registered.downtime ?? null;
  const commands: readonly RegistryCommand[] = [
    ...(had === null ? [] : [{ kind: 'end-downtime', instance: successor } as const]),
    ...(lostMs === 0 ? [] : gone).map((instance): RegistryCommand => ({
      kind: 'begin-downtime',
      instance,
      owner: TOPIARY.user,
      reason: LOST_REASON,
      durationMs: lostMs,
    })),
  ];
  for (const command of commands) {
    const result = await options.register(command, TOPIARY);
    if (result.kind !== 'done')
      options.logger.warn('downtime-not-registered', {
        instance: 'instance' in command ? command.instance : '',
        result,
      });
  }
}
