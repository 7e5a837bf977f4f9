/** Whether this process may begin a plan now: asked of the store itself, not of a memory of it. */
import type { ConfirmResult } from '../api.ts';
import type { LeaseState, Store } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import { holderText } from '../shared/holder-text.ts';

export type MayBegin =
  | { readonly kind: 'held'; readonly term: number }
  | { readonly kind: 'other'; readonly holder: string }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface MayBeginParts {
  readonly store: Pick<Store, 'lease'>;
  readonly observeOnlyReason: string | null;
}

/** `readyTerm`: the term for which the plans of a killed process were taken up; nothing is begun under another one. */
export async function mayBegin(
  { store, observeOnlyReason }: MayBeginParts,
  readyTerm: number | null,
): Promise<MayBegin> {
  if (observeOnlyReason !== null) return { kind: 'other', holder: observeOnlyReason };
  try {
    const state: LeaseState = await store.lease.check();
    if (state.kind === 'held' && state.term !== readyTerm)
      return { kind: 'unknown', detail: 'what an earlier process left has not been taken up yet' };
    if (state.kind !== 'held-by-other') return state;
    return { kind: 'other', holder: holderText(state.holder) };
  } catch (error) {
    return { kind: 'unknown', detail: detailOf(error) };
  }
}

export function refusedBy(may: Exclude<MayBegin, { kind: 'held' }>): ConfirmResult {
  if (may.kind === 'unknown') return { kind: 'store-failing', detail: may.detail };
  return { kind: 'not-the-actor', holder: may.kind === 'other' ? may.holder : '' };
}
