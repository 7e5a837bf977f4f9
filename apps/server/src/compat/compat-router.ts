/** orchestrator's API on the same services. */
import express from 'express';
import type { Router } from 'express';
import type { Services } from '../services/services.ts';

export function compatRouter(_services: Services): Router {
  const router = express.Router({ caseSensitive: true });
  router.use((_request, response) => void response.status(404).type('text/plain').send('404 page not found\n'));
  return router;
}
