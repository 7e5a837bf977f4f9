/** Gives every request an id that appears in its answer, in errors and in the log. */
import type { RequestHandler } from 'express';
import type { Random } from '@topiary/engine';
import { setLocals } from '../request-context.ts';

export function requestId(random: Random): RequestHandler {
  return function giveRequestId(_request, response, next) {
    const id = random.id();
    setLocals(response, { requestId: id });
    response.setHeader('X-Request-Id', id);
    next();
  };
}
