/** Steps of moves by file and position, as the commands that their statements are, and what they read. */
import { coordinatesOf, formatCoordinates } from '@topiary/domain';
import type { CoordinateStep, PointReplicaAtStep, StepResults, StopAtCoordinatesStep } from '@topiary/domain';
import type { Fleet } from '../fleet.ts';
import type { Command, SourceChanges } from './command.ts';
import type { StepContext } from './step-commands.ts';

export function coordinateStepCommands(step: CoordinateStep, { results }: StepContext): readonly Command[] {
  const { channel } = step;
  if (step.kind === 'stop-at-coordinates')
    return [
      { kind: 'stop-threads', channel, threads: { receiver: true, applier: true } },
      ...(step.readsOwn ? [{ kind: 'lock-log' } as const] : []),
    ];
  const position = coordinatesOf(step.until, results);
  return position === null
    ? []
    : [
        {
          kind: 'start-threads',
          channel,
          threads: { receiver: true, applier: true },
          until: { kind: 'source-position', position },
        },
      ];
}

export function coordinatesRead(fleet: Pick<Fleet, 'observe'>, step: StopAtCoordinatesStep): StepResults {
  const { channels, binlog } = fleet.observe(step.instance);
  const executed = channels.find(({ name }) => name === step.channel)?.executedPosition ?? null;
  return {
    executed: executed === null ? '' : formatCoordinates(executed),
    ...(step.readsOwn ? { own: binlog === null ? '' : formatCoordinates(binlog) } : {}),
  };
}

/** For a change of source; none where the replica finds its place by GTID. */
export function coordinateChanges(
  { coordinates }: PointReplicaAtStep,
  results: StepContext['results'],
): Pick<SourceChanges, 'file' | 'position'> {
  const place = coordinates === undefined ? null : coordinatesOf(coordinates.there, results);
  return place === null ? {} : { file: place.file, position: place.position };
}
