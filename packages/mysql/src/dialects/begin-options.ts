/** Where a new channel by file and position begins, as both families write it. */
import { parseCoordinates, type SetUpReplicationStep } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { quoteText } from '../sql/quote.ts';
import { placeholderOf, positionOf } from './position-value.ts';
import type { Option } from './statement-text.ts';

export function beginOptions(
  { begins }: SetUpReplicationStep,
  prefix: 'MASTER' | 'SOURCE',
  context: RenderContext,
): readonly Option[] {
  if (begins === null) return [];
  const at = parseCoordinates(positionOf(begins, context) ?? '');
  // In a preview the place is who will have read it, after which step.
  const [file, position] =
    at === null
      ? [`<file of ${placeholderOf(begins)}>`, `<offset of ${placeholderOf(begins)}>`]
      : [quoteText(at.file), String(at.position)];
  return [
    [`${prefix}_LOG_FILE`, file],
    [`${prefix}_LOG_POS`, position],
  ];
}
