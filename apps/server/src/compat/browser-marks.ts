/**
 * The old API changes things by GET, which any page can make a browser send, as an image for example. Over plain HTTP to
 * an address that is not loopback, such a request carries no `Origin` and no `Sec-Fetch-*`; but a browser always gives
 * itself away by something, and the scripts that use this API by nothing of it.
 */
import type { IncomingHttpHeaders } from 'node:http';

const BROWSER_HEADERS = ['accept-language', 'origin', 'referer', 'cookie'] as const;

export function bearsBrowserMarks(headers: IncomingHttpHeaders): boolean {
  if (/mozilla\//i.test(headers['user-agent'] ?? '')) return true;
  if (BROWSER_HEADERS.some((name) => headers[name] !== undefined)) return true;
  return Object.keys(headers).some((name) => name.startsWith('sec-fetch-') || name.startsWith('sec-ch-'));
}
