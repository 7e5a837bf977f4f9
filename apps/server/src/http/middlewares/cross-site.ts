/**
 * Refuses POSTs that a page of another site made a browser send. Browsers say where a request comes from in
 * `Sec-Fetch-Site` (only over TLS and on loopback) and in `Origin`; a request with neither comes from no browser's page.
 */
import type { Request, RequestHandler } from 'express';
import { failure } from '../outcome.ts';
import { sendOutcome } from '../send.ts';

export function refuseCrossSite(): RequestHandler {
  return function checkOrigin(request, response, next) {
    if (request.method === 'GET' || request.method === 'HEAD' || isSameOrigin(request)) next();
    else sendOutcome(response, failure('cross-site-refused'));
  };
}

function isSameOrigin(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.get('origin');
  return origin === undefined || hostOf(origin) === request.headers.host;
}

/** '' for `null` and whatever else is no origin. */
function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
