/** Writes outcomes and answers. */
import type { Response } from 'express';
import { answerOf } from './outcome.ts';
import type { Answer, Outcome } from './outcome.ts';
import { requestIdOf } from './request-context.ts';

export function sendOutcome(response: Response, outcome: Outcome<unknown>): void {
  sendAnswer(response, answerOf(outcome, requestIdOf(response)));
}

export function sendAnswer(response: Response, answer: Answer): void {
  response.setHeader('Cache-Control', 'no-store');
  response.status(answer.status).json(answer.body);
}
