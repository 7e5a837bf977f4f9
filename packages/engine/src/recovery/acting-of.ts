/** Who acts, as the gates of a recovery ask for it. */
import type { Acting } from '@topiary/domain';
import type { EngineStatus } from '../api.ts';

export function actingOf(acting: EngineStatus['acting']): Acting {
  if (acting.kind !== 'other') return acting;
  return { kind: 'other', holder: `${acting.holder.hostname} (${acting.holder.url})` };
}
