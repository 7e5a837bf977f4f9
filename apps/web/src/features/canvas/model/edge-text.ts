import type { EdgeView } from '@topiary/contract';
import type { Words } from '../../../shared/i18n/use-words.ts';

/** While it replicates, however slowly, its lag says it; else the state does. The channel is named where there is one. */
export function edgeText(edge: EdgeView, { t, duration }: Words): string {
  const flows = edge.state === 'replicating' || edge.state === 'lagging' || edge.state === 'delayed';
  const state = flows && edge.lagSeconds !== null ? duration(edge.lagSeconds) : t(`edge.${edge.state}`);
  return edge.channel === '' ? state : `${edge.channel} ${state}`;
}
