/** The last resort: turns what was thrown into an answer of the closed list. The cause is in the log, not in the answer. */
import type { ErrorRequestHandler } from 'express';
import { isStoreFailure } from '@topiary/engine';
import type { Logger } from '@topiary/engine';
import { failure } from '../outcome.ts';
import type { Failure } from '../outcome.ts';
import { requestIdOf } from '../request-context.ts';
import { sendOutcome } from '../send.ts';
import { MAX_BODY } from './json-body.ts';

export function answerErrors(logger: Logger): ErrorRequestHandler {
  return function answerError(error: unknown, request, response, next) {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = failureOfBody(error);
    if (known === null) {
      logger.error('http.request-failed', {
        request: requestIdOf(response),
        method: request.method,
        path: request.path,
        error,
      });
    }
    sendOutcome(response, known ?? failureOfStore(error) ?? failure('internal', { request: requestIdOf(response) }));
  };
}

function failureOfStore(error: unknown): Failure | null {
  return isStoreFailure(error) ? failure('store-failing', { detail: error.message }) : null;
}

/** Errors of the body parser and of the router carry a `type` or a `status`. */
function failureOfBody(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null;
  const { type, status } = error as Error & { readonly type?: unknown; readonly status?: unknown };
  if (type === 'entity.parse.failed') return failure('malformed-json', { detail: error.message });
  if (type === 'entity.too.large') return failure('body-too-large', { limit: MAX_BODY });
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return failure('wrong-content-type');
  if (status === 400) return failure('invalid-input', { detail: error.message });
  return null;
}
