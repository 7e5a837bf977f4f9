import type { z } from 'zod';
import { failure } from './outcome.ts';
import type { Failure } from './outcome.ts';

/** What of a request is not as its schema says: the first of it, with where it is. */
export function invalid(error: z.ZodError): Failure {
  const [first] = error.issues;
  const where = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  return failure('invalid-input', { detail: `${where}${first?.message ?? 'not valid'}` });
}
