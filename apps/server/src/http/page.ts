/** The web page: files of the build as they are, and for every other path that a browser opens the page itself. */
import express from 'express';
import type { Request, Router } from 'express';
import { notBuiltPage } from '../assets.ts';
import type { Services } from '../services/services.ts';
import { nonceOf } from './request-context.ts';

const ONE_YEAR_MS = 365 * 24 * 3_600_000;

export function servePage({ webApp, settings }: Services): Router {
  const router = express.Router({ caseSensitive: true });
  // Never as a file: its placeholders are filled in for each request.
  router.get('/index.html', (_request, response) => response.redirect(`${settings.urlPrefix}/`));
  // The build puts a hash of the content into the names under assets/.
  router.use(
    '/assets',
    express.static(`${webApp.directory}/assets`, { index: false, immutable: true, maxAge: ONE_YEAR_MS }),
  );
  router.use(
    express.static(webApp.directory, { index: false, redirect: false, dotfiles: 'ignore', extensions: false }),
  );
  router.get(/.*/, async (request, response, next) => {
    if (!wantsPage(request)) {
      next();
      return;
    }
    const page = await webApp.page({ nonce: nonceOf(response), base: settings.urlPrefix });
    response.setHeader('Cache-Control', 'no-store');
    response
      .status(page === null ? 503 : 200)
      .type('html')
      .send(page ?? notBuiltPage());
  });
  return router;
}

/** A path whose last part has an ending is a file that is not there; it must not be answered with a page. */
function wantsPage(request: Request): boolean {
  return request.accepts('html') !== false && !/\.(?:js|mjs|css|map|svg|png|ico|json|txt|woff2?)$/.test(request.path);
}
