/** What a handler gives back: the body, or an error of the closed list. Nothing expected is thrown. */
import type { ApiErrorBody, ApiErrorCode, MessageView } from '@topiary/contract';
import { API_ERRORS } from '@topiary/contract';
import type { DeepReadonly } from '../presenters/readonly.ts';

export type Outcome<Body> = { readonly kind: 'ok'; readonly body: Body } | Failure;

export interface Failure {
  readonly kind: 'failure';
  readonly code: ApiErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** For a refused or stale plan: the checks that failed. */
  readonly reasons: readonly DeepReadonly<MessageView>[];
}

/** What goes over the wire, whole; kept by the idempotency memory. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function ok<Body>(body: Body): Outcome<Body> {
  return { kind: 'ok', body };
}

export function failure(code: ApiErrorCode, params: Failure['params'] = {}, reasons: Failure['reasons'] = []): Failure {
  return { kind: 'failure', code, params, reasons };
}

export function answerOf(outcome: Outcome<unknown>, request: string): Answer {
  if (outcome.kind === 'ok') return { status: 200, body: outcome.body };
  const { code, params, reasons } = outcome;
  const body: DeepReadonly<ApiErrorBody> = { error: { code, params, reasons, request } };
  return { status: API_ERRORS[code].status, body };
}
