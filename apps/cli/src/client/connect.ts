/** The contract's client for the terminal: where Topiary is, who asks, and how its errors are said. */
import { randomUUID } from 'node:crypto';
import { ApiError, createClient, say } from '@topiary/contract';
import type { CallInput, CallOutput, FetchLike, RouteName } from '@topiary/contract';
import { CommandFailure, EXIT } from '../exit.ts';
import { actingEndpoint, authHeaders, DEFAULT_API, givenEndpoints } from './endpoints.ts';
import type { ClientFlags } from './endpoints.ts';
import { send } from './http-send.ts';

export { DEFAULT_API };
export type { ClientFlags };

const UNKNOWN: readonly ApiError['code'][] = ['instance-unknown', 'cluster-unknown', 'plan-unknown', 'host-unknown'];

export interface Api {
  read<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** `null`: there is no such thing. */
  find<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name> | null>;
  /** With a fresh idempotency key. */
  change<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
}

export function connect(flags: ClientFlags, environment: NodeJS.ProcessEnv = process.env): Api {
  const endpoints = givenEndpoints(flags, environment) ?? [DEFAULT_API];
  const headers = authHeaders(flags, environment);
  // Asked once, when the first request is made.
  let acting: Promise<string> | null = null;
  const fetch: FetchLike = async (path, init) =>
    send((await (acting ??= actingEndpoint(endpoints, headers))) + path, init);
  return createApi({ fetch, headers, place: endpoints.join(' ') });
}

export interface ApiOptions {
  /** Given paths that begin with a slash. */
  readonly fetch: FetchLike;
  readonly headers: Readonly<Record<string, string>>;
  /** What sentences call it. */
  readonly place: string;
}

export function createApi({ fetch, headers, place }: ApiOptions): Api {
  const client = createClient({ baseUrl: '', fetch, headers: { ...headers, 'x-topiary-client': 'cli' } });
  return {
    read: (name, input) => said(client.call(name, input), place),
    find: (name, input) => said(orNull(client.call(name, input)), place),
    change: (name, input) => said(client.call(name, { ...input, idempotencyKey: randomUUID() }), place),
  };
}

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && UNKNOWN.includes(error.code)) return null;
    throw error;
  }
}

async function said<Answer>(answer: Promise<Answer>, place: string): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) throw failureOf(error, place);
    throw error;
  }
}

function failureOf(error: ApiError, place: string): CommandFailure {
  switch (error.code) {
    case 'unreachable':
      return new CommandFailure(
        [
          `No Topiary answers at ${place}. Start one with "topiary serve" or "topiary demo", or say where it is with --api or TOPIARY_API.`,
        ],
        EXIT.unreachable,
      );
    case 'not-topiary':
      return new CommandFailure(
        [`${place}${error.message}`, 'Look at the address given with --api or TOPIARY_API.'],
        EXIT.unreachable,
      );
    case 'unauthenticated':
      return new CommandFailure([
        `${place} wants a user and a password: pass --auth user:password, or set TOPIARY_AUTH.`,
      ]);
    case 'other-version':
      return new CommandFailure([`${place}${error.message}`]);
    default:
      return new CommandFailure([error.message, ...error.reasons.map((reason) => `  ${say(reason, 'en')}`)]);
  }
}
