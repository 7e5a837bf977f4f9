/** Writes outcomes and answers. */
import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import { answerOf } from './outcome.ts';
import type { Answer, Outcome } from './outcome.ts';
import { requestIdOf } from './request-context.ts';

export function sendOutcome(response: Response, outcome: Outcome<unknown>): void {
  sendAnswer(response, answerOf(outcome, requestIdOf(response)));
}

export function sendAnswer(response: Response, answer: Answer): void {
  response.setHeader('Cache-Control', 'no-store');
  sendText(response.status(answer.status).type('json'), JSON.stringify(answer.body));
}

/** Shorter texts gain nothing. */
const MIN_COMPRESSED_LENGTH = 1_024;
/** Four times a fleet of 10,000 servers. Longer ones are left to what compresses beside the main thread, turn by turn. */
const MAX_COMPRESSED_LENGTH = 4_000_000;
const FASTEST = 1;

/**
 * Compressed at once: 1 MB takes 3 ms, while a stream of chunks waits for as many turns of the event loop, and in each of
 * them hundreds of servers are answered first when thousands are watched.
 */
export function sendText(response: Response, text: string): void {
  const isWorthIt = text.length >= MIN_COMPRESSED_LENGTH && text.length <= MAX_COMPRESSED_LENGTH;
  if (!isWorthIt || response.req.acceptsEncodings('gzip') === false) {
    response.send(text);
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.vary('Accept-Encoding').send(gzipSync(text, { level: FASTEST }));
}
