/** The contract's client for the terminal: where Topiary is, who asks, and how its errors are said. */
import { randomUUID } from 'node:crypto';
import { ApiError, createClient, say } from '@topiary/contract';
import type { CallInput, CallOutput, RouteName } from '@topiary/contract';
import { CommandFailure, EXIT } from '../exit.ts';

export const DEFAULT_API = 'http://127.0.0.1:3000';

const UNKNOWN: readonly ApiError['code'][] = ['instance-unknown', 'cluster-unknown', 'plan-unknown', 'host-unknown'];

export interface ClientFlags {
  readonly api?: string;
  readonly auth?: string;
  readonly json?: true;
}

export interface Api {
  read<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** `null`: there is no such thing. */
  find<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name> | null>;
  /** With a fresh idempotency key. */
  change<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
}

export function connect(flags: ClientFlags, environment: NodeJS.ProcessEnv = process.env): Api {
  const baseUrl = baseUrlOf(flags.api ?? environment['TOPIARY_API'] ?? DEFAULT_API);
  const auth = flags.auth ?? environment['TOPIARY_AUTH'];
  const headers = {
    'x-topiary-client': 'cli',
    ...(auth !== undefined && { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
  };
  const client = createClient({ baseUrl, fetch, headers });
  return {
    read: (name, input) => said(client.call(name, input), baseUrl),
    find: (name, input) => said(orNull(client.call(name, input)), baseUrl),
    change: (name, input) => said(client.call(name, { ...input, idempotencyKey: randomUUID() }), baseUrl),
  };
}

/** With or without the `/api` that orchestrator's client wants at the end. */
function baseUrlOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CommandFailure(
      [`"${text}" is not an address of a Topiary: write for example ${DEFAULT_API}.`],
      EXIT.usage,
    );
  }
  return text.replace(/\/+$/, '').replace(/\/api(?:\/v1)?$/, '');
}

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && UNKNOWN.includes(error.code)) return null;
    throw error;
  }
}

async function said<Answer>(answer: Promise<Answer>, baseUrl: string): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) throw failureOf(error, baseUrl);
    throw error;
  }
}

function failureOf(error: ApiError, baseUrl: string): CommandFailure {
  switch (error.code) {
    case 'unreachable':
      return new CommandFailure(
        [
          `No Topiary answers at ${baseUrl}. Start one with "topiary serve" or "topiary demo", or say where it is with --api or TOPIARY_API.`,
        ],
        EXIT.unreachable,
      );
    case 'not-topiary':
      return new CommandFailure(
        [error.message, 'Look at the address given with --api or TOPIARY_API.'],
        EXIT.unreachable,
      );
    case 'unauthenticated':
      return new CommandFailure([
        `${baseUrl} wants a user and a password: pass --auth user:password, or set TOPIARY_AUTH.`,
      ]);
    default:
      return new CommandFailure([error.message, ...error.reasons.map((reason) => `  ${say(reason, 'en')}`)]);
  }
}
