/** What a row of the route table tells of a route. */
import type { z } from 'zod';
import type { ApiErrorCode } from './errors.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Express notation, below `API_PREFIX`. */
  readonly path: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  readonly output: z.ZodType;
  /** Beside those that every route may answer (`invalid-input`, `unauthenticated`, `internal`, …). */
  readonly errors: readonly ApiErrorCode[];
  /** Changes the fleet or what Topiary knows: needs write permission and an idempotency key, and is audited. */
  readonly changes: boolean;
}
