/**
 * Receivers that are stopped before a successor opens. Where commits wait for replicas (semi-sync), a master that only seemed
 * to be gone, because it stood still or starts again, goes on as soon as one replica reads from it, and would then acknowledge
 * what the new master never gets.
 */
import type { InstanceId } from '../../topology/address.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { LaterLane } from '../control/control-context.ts';
import type { Step } from '../plan.ts';
import { NEITHER, runningIn } from '../replication/switch-threads.ts';
import { baseOf } from './replacing.ts';
import type { Replacing } from './replacing.ts';
import { commitsWait } from './semi-sync-roles.ts';

/**
 * Where nothing listens on the master's port. The new master waits for it: a replica that does not stop within that is left
 * behind.
 */
export const CUT_MS = 1_000;

/**
 * The same where the master may be silent, or stand still: a receiver that waits for its answer to a connection takes two
 * seconds to stop on MySQL, and up to `slave_net_timeout` on MariaDB. One that is left behind would acknowledge what the old master
 * commits when its network is back.
 */
export const SILENT_CUT_MS = 5_000;

/** One step in the lane of each replica that reads from the master and is moved later. */
export function cutReceivers(
  { snapshot, master, successor }: Replacing,
  phases: readonly (readonly LaterLane[])[],
): readonly (readonly Step[])[] {
  if (!commitsWait(snapshot, master)) return [];
  const deadlineMs = master.failure?.kind === 'refused' ? CUT_MS : SILENT_CUT_MS;
  const moved = new Set(phases.flat().flatMap(({ steps }) => steps.find((step) => step !== null)?.lane ?? []));
  return [...moved].filter((id) => id !== successor.id).flatMap(channelsFrom);

  function channelsFrom(id: InstanceId): readonly (readonly Step[])[] {
    const channels = snapshot.instances.get(id)?.observation?.channels ?? [];
    const steps = edgesOf(snapshot, id)
      .filter(({ source }) => source === master.id)
      .flatMap(({ channel: name }): readonly Step[] => {
        const channel = channels.find((one) => one.name === name);
        if (channel === undefined || channel.receiver === 'stopped') return [];
        return [
          {
            ...baseOf(id, id, deadlineMs),
            kind: 'switch-threads',
            channel: name,
            stops: { receiver: true, applier: false },
            starts: NEITHER,
            ran: runningIn(channel),
          },
        ];
      });
    return steps.length === 0 ? [] : [steps];
  }
}
