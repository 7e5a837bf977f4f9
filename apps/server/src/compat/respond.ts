/**
 * orchestrator's answers: an envelope, or the object itself ("bare"). Every error is an envelope with status 500; and where
 * orchestrator answers with a text (unknown paths, unknown users, crashes) an envelope with that text and its status: the
 * public client repeats for eleven seconds what it cannot parse.
 */
import type { Request, Response } from 'express';
import { goJson } from './go-json.ts';

export type CompatAnswer =
  | { readonly kind: 'bare'; readonly body: unknown; readonly status?: number }
  | { readonly kind: 'ok'; readonly message: string; readonly details: unknown }
  | {
      readonly kind: 'error';
      readonly message: string;
      readonly details?: unknown;
      readonly status?: number;
      /** Nothing is put before its message. */
      readonly isUnsigned?: true;
    };

export function bare(body: unknown): CompatAnswer {
  return { kind: 'bare', body };
}

export function done(message: string, details: unknown = null): CompatAnswer {
  return { kind: 'ok', message, details };
}

export function failed(message: string, details: unknown = null): Extract<CompatAnswer, { readonly kind: 'error' }> {
  return { kind: 'error', message, details };
}

/** With who says it before its message; what has none stays as it is. */
export function signed(answer: CompatAnswer, prefix: string): CompatAnswer {
  if (prefix === '' || answer.kind === 'bare' || ('isUnsigned' in answer && answer.isUnsigned)) return answer;
  return { ...answer, message: prefix + answer.message };
}

const STATUS_OF_ERRORS = 500;

export function respond(response: Response, answer: CompatAnswer): void {
  const status = statusOf(answer);
  response.setHeader('Content-Type', 'application/json; charset=UTF-8');
  response.setHeader('Cache-Control', 'no-store');
  response.status(status).end(goJson(bodyOf(answer)));
}

function statusOf(answer: CompatAnswer): number {
  switch (answer.kind) {
    case 'bare':
      return answer.status ?? 200;
    case 'ok':
      return 200;
    case 'error':
      return answer.status ?? STATUS_OF_ERRORS;
  }
}

function bodyOf(answer: CompatAnswer): unknown {
  switch (answer.kind) {
    case 'bare':
      return answer.body;
    case 'ok':
      return { Code: 'OK', Message: answer.message, Details: answer.details };
    case 'error':
      return { Code: 'ERROR', Message: answer.message, Details: answer.details ?? null };
  }
}

export function notFound(response: Response): void {
  respond(response, { kind: 'error', message: '404 page not found', status: 404 });
}

export function notAuthenticated(response: Response): void {
  respond(response, { kind: 'error', message: 'Not Authorized', status: 401 });
}

/** The public client sends texts with a stray newline at the end. */
export function param(request: Request, name: string): string {
  const value = request.params[name];
  return (typeof value === 'string' ? value : '').trim();
}
