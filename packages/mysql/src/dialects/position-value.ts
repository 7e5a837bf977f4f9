/** What a step's position is when its statement is made: known, brought by an earlier step, or shown as a placeholder. */
import type { PositionValue } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';

/** The name under which `stop-replication` yields where the applier stands. */
export const POSITION_RESULT = 'position';

/** `null` in a preview, where the earlier step has not run yet. */
export function positionOf(value: PositionValue, context: RenderContext): string | null {
  if (value.kind === 'known') return value.position;
  return context.results[value.step]?.[POSITION_RESULT] ?? null;
}

/** For people: `<position of r2:3306 after step s1>`. */
export function placeholderOf(value: PositionValue): string {
  return value.kind === 'known' ? value.position : `<position of ${value.instance} after step ${value.step}>`;
}
