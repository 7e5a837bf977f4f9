/** The whole HTTP side as one Express application: our API, the live stream, the old API, and the page. */
import { API_PREFIX, LIVE_PATH } from '@topiary/contract';
import compression from 'compression';
import express from 'express';
import type { Express, Request, Response, Router } from 'express';
import { compatRouter, ownStatusPath } from '../compat/compat-router.ts';
import { notAuthenticated } from '../compat/respond.ts';
import { oldPagesRouter } from '../compat/web/web-router.ts';
import type { Services } from '../services/services.ts';
import { serveApiDocs } from './api-docs.ts';
import { claimAccessToken } from './claim-access-token.ts';
import { mountExports } from './exports/mount-exports.ts';
import { createHandlers } from './handlers.ts';
import { answerErrors } from './middlewares/errors.ts';
import { authenticate } from './middlewares/authenticate.ts';
import { clientCertificate } from './middlewares/client-certificate.ts';
import { refuseCrossSite } from './middlewares/cross-site.ts';
import { hostGuard } from './middlewares/host-guard.ts';
import { logRequests } from './middlewares/log-requests.ts';
import { requestId } from './middlewares/request-id.ts';
import { securityHeaders } from './middlewares/security-headers.ts';
import { mountRoutes } from './mount-routes.ts';
import { openApiDocument } from './openapi.ts';
import { failure } from './outcome.ts';
import { servePage } from './page.ts';
import { sendOutcome } from './send.ts';

export function createHttpApp(services: Services): Express {
  const { settings, access, logger, random, clock } = services;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', settings.authentication.kind === 'proxy' ? 1 : false);
  app.use(requestId(random), ...logRequests(logger, clock), ...securityHeaders(), hostGuard(settings, logger));
  app.use(clientCertificate(settings));
  app.use(authenticate({ settings, ...access, refuse: refuseUnknown(settings.urlPrefix) }));
  app.use(ownStatusPath(services));
  app.use(settings.urlPrefix === '' ? '/' : settings.urlPrefix, underPrefix(services));
  app.use((_request, response) => void response.status(404).type('text/plain').send('404 page not found\n'));
  app.use(answerErrors(logger));
  return app;
}

function underPrefix(services: Services): Router {
  const router = express.Router({ caseSensitive: true });
  router.use(API_PREFIX, apiRouter(services));
  router.use('/api', compatRouter(services));
  router.get('/web/access-token', claimAccessToken(services));
  router.use('/web', oldPagesRouter(services));
  router.use(compression(), servePage(services));
  return router;
}

function apiRouter(services: Services): Router {
  const router = express.Router({ caseSensitive: true });
  router.use(refuseCrossSite());
  router.get(LIVE_PATH, (request, response) => services.live.connect(request, response));
  router.use(compression());
  const { urlPrefix, authentication } = services.settings;
  let document: ReturnType<typeof openApiDocument> | null = null;
  router.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument({ version: services.about.version, urlPrefix, authentication });
    response.json(document);
  });
  router.use(serveApiDocs());
  router.use(mountExports(services));
  router.use(mountRoutes(services, createHandlers(services)));
  router.use((request, response) => {
    sendOutcome(response, failure('route-unknown', { method: request.method, path: request.originalUrl }));
  });
  return router;
}

/** Our API and the old one answer in their own forms; everything else as orchestrator does. */
function refuseUnknown(urlPrefix: string) {
  return (request: Request, response: Response): void => {
    if (request.path.startsWith(`${urlPrefix}${API_PREFIX}/`)) sendOutcome(response, failure('unauthenticated'));
    else if (request.path.startsWith(`${urlPrefix}/api/`)) notAuthenticated(response);
    else response.status(401).type('text/plain').send('Not Authorized\n');
  };
}
