/** Why something that was asked for did not happen: the reasons say more than that there are some. */
import { ApiError } from '@topiary/contract';
import type { Words } from './use-words.ts';

export function failureText(error: unknown, words: Words): string {
  if (error instanceof ApiError && error.reasons.length > 0) return words.messages(error.reasons);
  return words.error(error);
}
