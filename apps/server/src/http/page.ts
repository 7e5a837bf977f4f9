/** The web page: files of the build as they are, and for every other path that a browser opens the page itself. */
import { extname } from 'node:path';
import { FLEET_START_ID, PAGE_DISPLAY_ID } from '@topiary/contract';
import type { PageDisplay } from '@topiary/contract';
import express from 'express';
import type { Request, RequestHandler, Router } from 'express';
import { notBuiltPage } from '../assets.ts';
import type { PageValues, WebApp } from '../assets.ts';
import type { HttpSettings } from '../config/http-settings.ts';
import { presentFleetStart } from '../presenters/fleet-start.ts';
import type { Services } from '../services/services.ts';
import { nonceOf } from './request-context.ts';
import { sendText } from './send.ts';

const ONE_YEAR_SECONDS = 365 * 24 * 3_600;

export function servePage({ webApp, settings, views }: Services): Router {
  const router = express.Router({ caseSensitive: true });
  // Never as a file: its placeholders are filled in for each request.
  router.get('/index.html', (_request, response) => response.redirect(`${settings.urlPrefix}/`));
  router.get('/assets/:name', serveAsset(webApp));
  router.use(
    express.static(webApp.directory, { index: false, redirect: false, dotfiles: 'ignore', extensions: false }),
  );
  router.get(/.*/, async (request, response, next) => {
    if (!wantsPage(request)) {
      next();
      return;
    }
    const base = settings.urlPrefix;
    const fleet = request.path === '/' ? { [FLEET_START_ID]: presentFleetStart(views.fleet().clusters) } : {};
    const language = languageOf(request);
    const data = { ...fleet, ...displayOf(settings) };
    const page = await webApp.page({ nonce: nonceOf(response), base, language, data });
    response.setHeader('Cache-Control', 'no-store');
    sendText(response.status(page === null ? 503 : 200).type('html'), page ?? notBuiltPage());
  });
  return router;
}

/** What the browser's user reads best of what the page speaks. What was chosen in the page is kept there, and not known here. */
function languageOf(request: Request): string {
  const preferred = request.acceptsLanguages('en', 'zh');
  return preferred === false ? 'en' : preferred;
}

/** A reload of the configuration changes it for whoever opens the page after it. */
function displayOf({ page: { cutFromNames } }: HttpSettings): PageValues['data'] {
  const display: PageDisplay = { cutFromNames };
  return cutFromNames === '' ? {} : { [PAGE_DISPLAY_ID]: display };
}

/** The build puts a hash of the content into the names under assets/. */
function serveAsset(webApp: WebApp): RequestHandler<{ readonly name: string }> {
  return async (request, response, next) => {
    const { name } = request.params;
    const asset = await webApp.asset(name);
    if (asset === null) {
      next();
      return;
    }
    const isGzipped = request.acceptsEncodings('gzip') !== false;
    if (isGzipped) response.setHeader('Content-Encoding', 'gzip');
    response.vary('Accept-Encoding');
    response.setHeader('Cache-Control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`);
    response.type(extname(name)).send(isGzipped ? asset.gzipped : asset.bytes);
  };
}

/** A path whose last part has an ending is a file that is not there; it must not be answered with a page. */
function wantsPage(request: Request): boolean {
  return request.accepts('html') !== false && !/\.(?:js|mjs|css|map|svg|png|ico|json|txt|woff2?)$/.test(request.path);
}
