/**
 * The OpenAPI document as a page that can be browsed: Swagger UI, its files as they are, from our own origin. Its script begins
 * by a file of ours, since the policy lets no script in the page run.
 */
import express from 'express';
import type { Router } from 'express';
import { API_DOCS_FILES } from '../assets.ts';
import { nonceOf } from './request-context.ts';
import { sendText } from './send.ts';

const ONE_DAY_MS = 86_400_000;

export function serveApiDocs(): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  // Its files are named relative to it.
  router.get('/docs', (request, response) => response.redirect(`${request.baseUrl}/docs/`));
  router.get('/docs/', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    sendText(response.type('html'), page(nonceOf(response)));
  });
  router.get('/docs/start.js', (_request, response) => {
    sendText(response.type('js'), START);
  });
  router.get('/docs/:file', (request, response, next) => {
    const path = API_DOCS_FILES[request.params.file];
    if (path === undefined) next();
    // The package manager keeps packages in a hidden directory.
    else response.sendFile(path, { maxAge: ONE_DAY_MS, dotfiles: 'allow' });
  });
  return router;
}

function page(nonce: string): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Topiary API</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<link rel="stylesheet" href="swagger-ui.css" nonce="${nonce}"></head>`,
    '<body><div id="api"></div><script src="swagger-ui-bundle.js"></script><script src="start.js"></script></body></html>',
  ].join('\n');
}

const START = `SwaggerUIBundle({
  url: '../openapi.json',
  domNode: document.getElementById('api'),
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
});
`;
