/** Each answered request in a log with details: its path alone, as a query may hold a token. */
import type { RequestHandler } from 'express';
import type { Clock, Logger } from '@topiary/engine';

/** None where nobody wants details. */
export function logRequests({ debug }: Logger, clock: Clock): readonly RequestHandler[] {
  if (debug === undefined) return [];
  return [
    function logRequest(request, response, next) {
      const beganMs = clock.monotonicMs();
      const { method, path } = request;
      response.once('close', () => {
        const tookMs = Math.round(clock.monotonicMs() - beganMs);
        debug('http.answered', { method, path, status: response.statusCode, tookMs });
      });
      next();
    },
  ];
}
