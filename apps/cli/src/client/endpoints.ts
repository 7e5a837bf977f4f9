/** Which Topiary to talk to: one, or of several the one that acts, as orchestrator's client finds its leader. */
import { CommandFailure, EXIT } from '../exit.ts';
import { send } from './http-send.ts';

export const DEFAULT_API = 'http://127.0.0.1:3000';

const LOOK_DEADLINE_MS = 1_000;
const OK = 200;

export interface ClientFlags {
  readonly api?: string;
  readonly auth?: string;
  readonly json?: true;
}

/** As given, or by the environment; `null`: nobody said. */
export function givenEndpoints(flags: ClientFlags, environment: NodeJS.ProcessEnv): readonly string[] | null {
  const text = [flags.api, environment['TOPIARY_API'], environment['ORCHESTRATOR_API']].find(
    (one) => one !== undefined && one.trim() !== '',
  );
  return text === undefined ? null : text.trim().split(/\s+/).map(baseUrlOf);
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

export function authHeaders(flags: ClientFlags, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const user = environment['ORCHESTRATOR_AUTH_USER'];
  const both = user === undefined ? undefined : `${user}:${environment['ORCHESTRATOR_AUTH_PASSWORD'] ?? ''}`;
  const auth = flags.auth ?? environment['TOPIARY_AUTH'] ?? both;
  return auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
}

/** The only one, unasked; of several the first that acts, else the first that knows the way to it. */
export async function actingEndpoint(
  endpoints: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const [only, ...others] = endpoints;
  if (only !== undefined && others.length === 0) return only;
  for (const path of ['leader-check', 'routed-leader-check'])
    for (const endpoint of endpoints) if (await answersOk(`${endpoint}/api/${path}`, headers)) return endpoint;
  throw new CommandFailure([`None of these acts: ${endpoints.join(' ')}.`], EXIT.unreachable);
}

async function answersOk(url: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const { status } = await send(url, { method: 'GET', headers: { ...headers } }, { deadlineMs: LOOK_DEADLINE_MS });
    return status === OK;
  } catch {
    return false;
  }
}
