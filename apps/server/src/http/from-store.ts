import { isStoreFailure } from '@topiary/engine';
import { failure } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** An answer that needs the store; a store that fails is an expected outcome. */
export async function fromStore<Body>(read: () => Promise<Outcome<Body>>): Promise<Outcome<Body>> {
  try {
    return await read();
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return failure('store-failing', { detail: error.message });
  }
}
