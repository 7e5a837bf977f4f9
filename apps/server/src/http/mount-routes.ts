/** Mounts the contract's route table: permission, idempotency, parsing, handler, answer. The same for every route. */
import { routes } from '@topiary/contract';
import type { Route, RouteName } from '@topiary/contract';
import type { Request, Response, Router } from 'express';
import express from 'express';
import type { Services } from '../services/services.ts';
import type { Handlers } from './handler.ts';
import { invalid } from './invalid.ts';
import { createIdempotencyMemory, MAX_IDEMPOTENCY_KEY_LENGTH } from './middlewares/idempotency.ts';
import type { IdempotencyMemory } from './middlewares/idempotency.ts';
import { readJsonBody, requireJson } from './middlewares/json-body.ts';
import { answerOf, failure } from './outcome.ts';
import type { Answer, Outcome } from './outcome.ts';
import { actorOf, channelOf, identityOf, requestIdOf } from './request-context.ts';
import { sendAnswer, sendOutcome } from './send.ts';

type AnyHandler = (input: unknown) => Outcome<unknown> | Promise<Outcome<unknown>>;

export function mountRoutes(services: Services, handlers: Handlers): Router {
  const router = express.Router({ caseSensitive: true });
  const memory = createIdempotencyMemory(services.clock);
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    // Each handler takes what its own route parses; which is which is lost in a loop over the table.
    const handler = handlers[name] as AnyHandler;
    const serve = serveRoute({ route, handler, services, memory });
    if (route.method === 'GET') router.get(route.path, serve);
    else router.post(route.path, ...(route.body === null ? [] : [requireJson]), readJsonBody(), serve);
  }
  return router;
}

interface Served {
  readonly route: Route;
  readonly handler: AnyHandler;
  readonly services: Services;
  readonly memory: IdempotencyMemory;
}

function serveRoute(served: Served) {
  const { route, services } = served;
  return async function serve(request: Request, response: Response): Promise<void> {
    const identity = identityOf(response);
    if (services.lifecycle.isClosing) return sendOutcome(response, failure('shutting-down'));
    if (route.changes && !identity.mayChange)
      return sendOutcome(response, failure('forbidden', { user: identity.user }));
    const input = parseInput(route, request);
    if (input.kind === 'failure') return sendOutcome(response, input);
    const act = async () => {
      const actor = actorOf(request, response, channelOf(request));
      const outcome = await served.handler({ ...input.body, actor, identity });
      if (outcome.kind === 'ok' && services.checkAnswers) route.output.parse(outcome.body);
      return answerOf(outcome, requestIdOf(response));
    };
    sendAnswer(response, route.changes ? await answerOnce(served, request, response, act) : await act());
  };
}

async function answerOnce(
  { memory }: Served,
  request: Request,
  response: Response,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.get('idempotency-key') ?? '';
  const requestId = requestIdOf(response);
  if (key === '') return answerOf(failure('idempotency-key-missing'), requestId);
  if (key.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    const detail = `Idempotency-Key is longer than ${MAX_IDEMPOTENCY_KEY_LENGTH} characters`;
    return answerOf(failure('invalid-input', { detail }), requestId);
  }
  const content = [request.method, request.originalUrl, JSON.stringify(request.body ?? null)];
  const remembered = await memory.once({ user: identityOf(response).user, key, content }, act);
  return remembered.kind === 'answer' ? remembered.answer : answerOf(failure('idempotency-key-reused'), requestId);
}

interface ParsedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

function parseInput(route: Route, request: Request): Outcome<ParsedInput> {
  const params = route.params.safeParse(request.params);
  if (!params.success) return invalid(params.error);
  const query = route.query.safeParse(request.query);
  if (!query.success) return invalid(query.error);
  if (route.body === null) return { kind: 'ok', body: { params: params.data, query: query.data, body: null } };
  const body = route.body.safeParse(request.body);
  if (!body.success) return invalid(body.error);
  return { kind: 'ok', body: { params: params.data, query: query.data, body: body.data } };
}
