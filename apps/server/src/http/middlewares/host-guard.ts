/**
 * Against DNS rebinding: a page of another site that has its own name resolve to 127.0.0.1 could otherwise read from,
 * and write to, a Topiary that asks for no password because only this machine reaches it. Such a request carries the
 * other site's name in `Host`.
 */
import type { Logger } from '@topiary/engine';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../config/listen-address.ts';
import type { HttpSettings } from '../../config/http-settings.ts';
import { failure } from '../outcome.ts';
import { sendOutcome } from '../send.ts';

/** A scanner must not fill the log. */
export const MAX_LOGGED_HOSTS = 20;

export function hostGuard(settings: HttpSettings, logger: Logger): RequestHandler {
  const letsAllRead = settings.authentication.kind === 'none' || settings.authentication.kind === 'token';
  const isGuarded = letsAllRead && settings.socket === null && isLoopback(settings.listen.host);
  const logged = new Set<string>();
  return function checkHost(request, response, next) {
    const host = hostNameOf(request.headers.host);
    if (!isGuarded || isOwnName(host, settings.hostNames)) {
      next();
      return;
    }
    if (!logged.has(host) && logged.size < MAX_LOGGED_HOSTS) {
      logged.add(host);
      logger.warn('http.host-refused', { host, help: 'if this is a name of this Topiary, add it to TopiaryHostNames' });
    }
    sendOutcome(response, failure('cross-site-refused'));
  };
}

function isOwnName(host: string, names: readonly string[]): boolean {
  return isLoopback(host) || host.endsWith('.localhost') || names.includes(host);
}

/** Without port and brackets, in lower case. '' when there is none. */
export function hostNameOf(header: string | undefined): string {
  const found = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(header ?? '');
  return (found?.[1] ?? found?.[2] ?? '').toLowerCase();
}
