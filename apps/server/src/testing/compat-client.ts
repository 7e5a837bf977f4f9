/** Asks the old API like `curl`: with no header that a browser would send. `fetch` sends some. */
import { request as httpRequest } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

export interface CompatReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface CompatRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
}

export const NOT_FOUND: CompatReply = {
  status: 404,
  type: 'application/json; charset=UTF-8',
  text: '{"Code":"ERROR","Message":"404 page not found","Details":null}',
};

export async function compatGet(url: string, options: CompatRequest = {}): Promise<CompatReply> {
  const { promise, resolve, reject } = Promise.withResolvers<CompatReply>();
  const sent = httpRequest(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
    });
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

export interface Envelope {
  readonly Code: string;
  readonly Message: string;
  readonly Details: unknown;
}

export interface CompatInstance {
  readonly Key: { readonly Hostname: string; readonly Port: number };
  readonly [key: string]: unknown;
}

export function addressesOf(instances: unknown): readonly string[] {
  return (instances as readonly CompatInstance[]).map(({ Key }) => `${Key.Hostname}:${Key.Port}`);
}
