/** Which steps a step refers to by their results, and the same step with other ids for them. */
import { formatCoordinates } from '../replication/binlog-coordinates.ts';
import { coordinatesOf } from './coordinates/coordinate-steps.ts';
import type { CoordinatesValue } from './coordinates/coordinate-steps.ts';
import type { PointReplicaAtStep, Step, StepId, StepResults } from './plan.ts';

/** The steps whose results, or whose success, a step needs: it cannot be run when one of them failed. */
export function neededResults(step: Step): readonly StepId[] {
  return [...(step.needs ?? []), ...readResults(step)];
}

function readResults(step: Step): readonly StepId[] {
  switch (step.kind) {
    case 'wait-for-position':
    case 'wait-for-log-position':
      return step.position.kind === 'result' ? [step.position.step] : [];
    case 'skip-transaction':
      return step.how.kind === 'empty-transaction' ? [step.how.found] : [];
    case 'set-up-replication':
      return step.begins?.kind === 'result' ? [step.begins.step] : [];
    case 'apply-until':
      return stepsIn([step.until]);
    case 'point-replica-at':
      return step.coordinates === undefined ? [] : stepsIn([step.coordinates.there, ...(step.onlyIfEqual ?? [])]);
    default:
      return [];
  }
}

/** Two places that a step takes for one, and that are not; `null`: it takes none for one, or they are. */
export function unequalPlaces(
  step: Step,
  results: Readonly<Record<string, StepResults>>,
): { readonly one: string; readonly other: string } | null {
  if (step.kind !== 'point-replica-at' || step.onlyIfEqual === undefined) return null;
  const [one, other] = step.onlyIfEqual.map((value) => {
    const place = coordinatesOf(value, results);
    return place === null ? '?' : formatCoordinates(place);
  });
  return one === undefined || other === undefined || (one === other && one !== '?') ? null : { one, other };
}

function stepsIn(values: readonly CoordinatesValue[]): readonly StepId[] {
  return [...new Set(values.flatMap((value) => (value.kind === 'result' ? [value.step] : [])))];
}

/** The same step with the place that it waits for, as soon as that has been read. */
export function withKnownPlace(step: Step, results: Readonly<Record<string, StepResults>>): Step {
  if (step.kind !== 'apply-until') return step;
  const coordinates = coordinatesOf(step.until, results);
  return coordinates === null ? step : { ...step, until: { kind: 'known', coordinates } };
}

export function withReferences(step: Step, idOf: (draft: StepId) => StepId): Step {
  const renamed = (value: CoordinatesValue): CoordinatesValue =>
    value.kind === 'result' ? { ...value, step: idOf(value.step) } : value;
  switch (step.kind) {
    case 'apply-until':
      return { ...step, until: renamed(step.until) };
    case 'point-replica-at':
      return withCoordinates(step, renamed);
    default:
      return step;
  }
}

function withCoordinates(
  step: PointReplicaAtStep,
  renamed: (value: CoordinatesValue) => CoordinatesValue,
): PointReplicaAtStep {
  const { coordinates, onlyIfEqual } = step;
  if (coordinates === undefined) return step;
  return {
    ...step,
    coordinates: { there: renamed(coordinates.there), back: renamed(coordinates.back) },
    ...(onlyIfEqual === undefined ? {} : { onlyIfEqual: [renamed(onlyIfEqual[0]), renamed(onlyIfEqual[1])] }),
  };
}
