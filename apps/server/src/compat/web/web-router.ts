/** The addresses of orchestrator's pages: each leads to ours. */
import express from 'express';
import type { Request, Router } from 'express';
import { sendText } from '../../http/send.ts';
import type { Services } from '../../services/services.ts';
import { OLD_PAGES } from './old-pages.ts';
import type { OldParameters } from './old-pages.ts';

const NO_AGENTS_HERE = [
  'There is no such page: Topiary does not support orchestrator-agent.',
  '没有这个页面：Topiary 不支持 orchestrator-agent。',
  '',
].join('\n');

export function oldPagesRouter(services: Services): Router {
  const router = express.Router({ caseSensitive: true });
  for (const { path, leadsTo } of OLD_PAGES) {
    router.get(`/${path}`, async (request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      response.redirect(`${services.settings.urlPrefix}${await leadsTo(services, parametersOf(request))}`);
    });
  }
  router.get(['/agents', '/agent/:host', '/seeds', '/seed-details/:seedId'], (_request, response) => {
    sendText(response.status(404).type('text/plain'), NO_AGENTS_HERE);
  });
  return router;
}

function parametersOf(request: Request): OldParameters {
  const given = Object.entries({ ...request.query, ...request.params });
  return Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
