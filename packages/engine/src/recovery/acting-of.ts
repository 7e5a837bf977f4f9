/** Who acts. */
import type { Acting } from '@topiary/domain';
import type { EngineStatus } from '../api.ts';
import type { LeaseState } from '../ports/store.ts';
import type { EngineSettings } from '../settings.ts';
import { holderText } from '../shared/holder-text.ts';

/** As everybody is told. */
export function actingBy(
  { observeOnlyReason }: Pick<EngineSettings, 'observeOnlyReason'>,
  lease: LeaseState,
): EngineStatus['acting'] {
  if (observeOnlyReason !== null) return { kind: 'observe-only', reason: observeOnlyReason };
  if (lease.kind === 'held') return { kind: 'self', term: lease.term };
  if (lease.kind === 'held-by-other') return { kind: 'other', holder: lease.holder, since: lease.since };
  return { kind: 'observe-only', reason: 'lease-lost' };
}

/** As the gates of a recovery ask for it. */
export function actingOf(acting: EngineStatus['acting']): Acting {
  if (acting.kind !== 'other') return acting;
  return { kind: 'other', holder: holderText(acting.holder) };
}
