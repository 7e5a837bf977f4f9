/**
 * Against DNS rebinding: a page of another site that has its own name resolve to 127.0.0.1 could otherwise read from,
 * and write to, a Topiary that asks for no password because only this machine reaches it. Such a request carries the
 * other site's name in `Host`.
 */
import type { RequestHandler } from 'express';
import { isLoopback } from '../../config/listen-address.ts';
import type { HttpSettings } from '../../config/settings.ts';
import { failure } from '../outcome.ts';
import { sendOutcome } from '../send.ts';

export function hostGuard(settings: HttpSettings): RequestHandler {
  const isGuarded = settings.authentication.kind === 'none' && isLoopback(settings.listen.host);
  return function checkHost(request, response, next) {
    if (!isGuarded || isOwnName(hostNameOf(request.headers.host), settings.hostNames)) next();
    else sendOutcome(response, failure('cross-site-refused'));
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
