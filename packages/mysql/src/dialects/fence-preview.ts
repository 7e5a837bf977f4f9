/** What a preview shows of the ways by which a server is fenced: the statements of each, as far as they are known before. */
import { comingBack, fencingParts, releasingParts } from '@topiary/domain';
import type { FenceStep } from '@topiary/domain';
import type { Dialect, StepContext } from './dialect.ts';

export function fencePreview(
  step: FenceStep,
  { render }: Pick<Dialect, 'render'>,
  context: StepContext,
): readonly string[] {
  const parts = fencingParts(step);
  const releasing = releasingParts(step);
  const back = comingBack(step);
  const afterOffline = back === null ? releasing : [...releasing, back];
  return step.ways.flatMap((way, index) => {
    const part = parts.get(way);
    const released = releasing.find(({ kind }) => kind === 'set-semi-sync');
    return [
      ...(index === 0 ? [] : ['-- else:']),
      ...(way === 'end-sessions' ? ['KILL …'] : []),
      ...(way === 'end-sessions' && released !== undefined ? render(released, context) : []),
      ...(part === undefined ? [`-- ${way}`] : render(part, context)),
      ...(way === 'read-only' && step.waitsForNobody === true && released !== undefined
        ? render(released, context)
        : []),
      ...(way === 'offline-mode' ? afterOffline.flatMap((next) => render(next, context)) : []),
    ];
  });
}
