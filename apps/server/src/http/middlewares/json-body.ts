/** Request bodies: JSON only, and no larger than anything sensible. */
import express from 'express';
import type { RequestHandler } from 'express';
import { failure } from '../outcome.ts';
import { sendOutcome } from '../send.ts';

export const MAX_BODY = '256kb';

/** A body of another type would also be one that a form of another site can send without asking. */
export const requireJson: RequestHandler = function requireJson(request, response, next) {
  if (request.is('application/json') === 'application/json') next();
  else sendOutcome(response, failure('wrong-content-type'));
};

export function readJsonBody(): RequestHandler {
  return express.json({ limit: MAX_BODY, type: 'application/json' });
}
