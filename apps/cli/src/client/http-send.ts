/**
 * Requests by HTTP, without the headers by which `fetch` looks like a browser: orchestrator's API refuses changes to those.
 */
import { request as httpRequest } from 'node:http';
import type { RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { FetchLike } from '@topiary/contract';

/** A takeover by hand answers when it has ended, with its hooks. */
const ANSWER_DEADLINE_MS = 30 * 60_000;

export type Send = (url: string, init: Parameters<FetchLike>[1], options?: SendOptions) => ReturnType<FetchLike>;

interface SendOptions {
  readonly deadlineMs?: number;
  readonly createConnection?: RequestOptions['createConnection'];
}

/** Rejects where nothing answers, or not in time. */
export const send: Send = async (url, { method, headers, body }, options = {}) => {
  const { deadlineMs = ANSWER_DEADLINE_MS, createConnection } = options;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const make = url.startsWith('https:') ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(deadlineMs);
  const connection = createConnection === undefined ? {} : { createConnection };
  const asked = make(url, { method, headers, signal, ...connection }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => (text += part));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    response.on('error', reject);
  });
  asked.on('error', reject);
  asked.end(body);
  const answer = await promise;
  return { status: answer.status, text: () => Promise.resolve(answer.text) };
};
