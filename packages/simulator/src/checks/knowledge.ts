/**
 * What each process was told of each server, by its last look: what it may be held to know. A look that brought nothing leaves
 * nothing known.
 */
import type { Address, InstanceId, Observation, ReplicationChannel, Step } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';

interface Known {
  readonly isWritable: boolean | null;
  /** Whom its receivers are connected to. */
  readonly reads: ReadonlySet<InstanceId>;
  /** When the last step that opens or closes it ended: a look that began before that does not tell what it made of it. */
  readonly changedMs: number;
}

const NOTHING: Known = { isWritable: null, reads: new Set(), changedMs: 0 };

export class Knowledge {
  /** By process, then by server. */
  private readonly byProcess = new Map<string, Map<InstanceId, Known>>();

  looked(
    process: string,
    address: Address,
    look: { readonly beganMs: number; readonly found: Observation | null },
  ): void {
    const { beganMs, found } = look;
    const id = instanceIdOf(address);
    const { isWritable, changedMs } = this.of(process).get(id) ?? NOTHING;
    const isOld = beganMs < changedMs;
    this.of(process).set(id, {
      isWritable: found === null ? null : isOld ? isWritable : !found.settings.readOnly,
      reads: readBy(found?.channels ?? []),
      changedMs,
    });
  }

  lookedAtChannels(process: string, address: Address, channels: readonly ReplicationChannel[]): void {
    const id = instanceIdOf(address);
    const before = this.of(process).get(id) ?? NOTHING;
    this.of(process).set(id, { ...before, reads: readBy(channels) });
  }

  /** A step that ended otherwise may have been run or not. */
  ended(process: string, step: Step, end: { readonly atMs: number; readonly isDone: boolean }): void {
    if (step.kind !== 'set-writability') return;
    const before = this.of(process).get(step.instance) ?? NOTHING;
    this.of(process).set(step.instance, {
      ...before,
      isWritable: end.isDone ? step.to === 'writable' : null,
      changedMs: end.atMs,
    });
  }

  writes(process: string, server: InstanceId): boolean {
    return this.of(process).get(server)?.isWritable === true;
  }

  answers(process: string, server: InstanceId): boolean {
    return (this.of(process).get(server) ?? NOTHING).isWritable !== null;
  }

  readersOf(process: string, source: InstanceId): readonly InstanceId[] {
    return [...this.of(process)].flatMap(([id, { reads }]) => (reads.has(source) ? [id] : []));
  }

  private of(process: string): Map<InstanceId, Known> {
    const known = this.byProcess.get(process) ?? new Map<InstanceId, Known>();
    this.byProcess.set(process, known);
    return known;
  }
}

function readBy(channels: readonly ReplicationChannel[]): ReadonlySet<InstanceId> {
  return new Set(channels.flatMap(({ receiver, source }) => (receiver === 'running' ? [instanceIdOf(source)] : [])));
}
