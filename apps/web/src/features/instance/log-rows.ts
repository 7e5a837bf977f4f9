import type { BinaryLogsView, InstanceId } from '@topiary/contract';

export interface LogRow {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Replicas for which it is the oldest that they need. */
  readonly beginsWith: readonly InstanceId[];
  /** How many replicas need it, those for which it is the oldest among them. */
  readonly neededBy: number;
  readonly isOldest: boolean;
}

/** The newest first: who needs a log needs all newer ones. */
export function logRows({ logs, readers }: Pick<BinaryLogsView, 'logs' | 'readers'>): readonly LogRow[] {
  let neededBy = 0;
  return logs
    .map(({ name, size }, index) => {
      const beginsWith = readers.filter(({ file }) => file === name).map(({ replica }) => replica);
      neededBy += beginsWith.length;
      return { name, size, beginsWith, neededBy, isOldest: index === 0 };
    })
    .toReversed();
}
