/** orchestrator's API on the same services: same paths, same JSON, same status codes. */
import compression from 'compression';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { API_ERRORS, sayError } from '@topiary/contract';
import { isStoreFailure } from '@topiary/engine';
import { actorOf, identityOf, requestIdOf } from '../http/request-context.ts';
import type { Services } from '../services/services.ts';
import { bearsBrowserMarks } from './browser-marks.ts';
import { failed, notFound, respond, signed } from './respond.ts';
import type { CompatAnswer } from './respond.ts';
import { compatRoutes } from './compat-routes.ts';
import { statusOf } from './routes/health.ts';
import { read } from './routes/route.ts';
import type { CompatRoute } from './routes/route.ts';

const COMPRESS_EVERYTHING = 0;

export function compatRouter(services: Services): Router {
  const router = express.Router({ caseSensitive: true });
  router.use(compression({ threshold: COMPRESS_EVERYTHING }), matchDecodedPath);
  for (const route of compatRoutes(services)) router.get(route.path, serve(route, services));
  router.use((_request, response) => notFound(response));
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const id = requestIdOf(response);
    services.logger.error('compat.request-failed', { request: id, error });
    if (response.headersSent) response.destroy();
    else respond(response, crashed(error, id));
  });
  return router;
}

/** Where `StatusEndpoint` names a path of its own: that one, as it is written, whatever else stands there. */
export function ownStatusPath(services: Services): RequestHandler {
  const { statusPath } = services.settings;
  const answer = serve(
    read('', () => statusOf(services)),
    services,
  );
  return function answerStatus(request, response, next) {
    const isAsked = statusPath !== null && ['GET', 'HEAD'].includes(request.method);
    return isAsked && [statusPath, `${statusPath}/`].includes(request.path) ? answer(request, response, next) : next();
  };
}

/** What went wrong is in the log, under the number that is given. A store that fails is no secret. */
function crashed(error: unknown, request: string): CompatAnswer {
  if (isStoreFailure(error))
    return failed(sayError({ code: 'store-failing', params: { detail: error.message } }, 'en'));
  return failed(sayError({ code: 'internal', params: { request } }, 'en'));
}

function serve(route: CompatRoute, services: Services): RequestHandler {
  const send = (response: Response, answer: CompatAnswer): void =>
    respond(response, signed(answer, services.messagePrefix()));
  return async function answerCompat(request, response) {
    if (route.changes && bearsBrowserMarks(request.headers)) {
      return send(response, {
        kind: 'error',
        message: API_ERRORS['browser-refused'].en,
        status: API_ERRORS['browser-refused'].status,
      });
    }
    if (route.needsPermission && !identityOf(response).mayChange)
      return send(response, { kind: 'error', message: 'Unauthorized' });
    if (services.lifecycle.isClosing) return send(response, { kind: 'error', message: API_ERRORS['shutting-down'].en });
    send(response, await route.answer(request, actorOf(request, response, 'compat-api')));
  };
}

/** orchestrator matches the decoded path: an encoded slash separates, and `#` and `?` match nothing. */
function matchDecodedPath(request: Request, response: Response, next: NextFunction): void {
  const [path = '', ...query] = request.url.split('?');
  const decoded = decode(path);
  if (decoded === null || /[#?]/.test(decoded)) {
    notFound(response);
    return;
  }
  request.url = [decoded.split('/').map(encodeURIComponent).join('/'), ...query].join('?');
  next();
}

/** `null`: an escape in it is malformed. */
function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
