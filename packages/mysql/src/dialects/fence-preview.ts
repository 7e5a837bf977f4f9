/** What a preview shows of the ways by which a server is fenced: the statements of each, as far as they are known before. */
import { fencingParts, releasingParts } from '@topiary/domain';
import type { FenceStep } from '@topiary/domain';
import type { Dialect, StepContext } from './dialect.ts';

export function fencePreview(
  step: FenceStep,
  { render }: Pick<Dialect, 'render'>,
  context: StepContext,
): readonly string[] {
  const parts = fencingParts(step);
  const releasing = releasingParts(step);
  return step.ways.flatMap((way, index) => {
    const part = parts.get(way);
    const [released] = releasing;
    return [
      ...(index === 0 ? [] : ['-- else:']),
      ...(way === 'end-sessions' ? ['KILL …'] : []),
      ...(way === 'end-sessions' && released !== undefined ? render(released, context) : []),
      ...(part === undefined ? [`-- ${way}`] : render(part, context)),
      ...(way === 'offline-mode' ? releasing.flatMap((next) => render(next, context)) : []),
    ];
  });
}
