/** Runs a command of orchestrator's public client as its script does: its requests, what it prints, its exit code. */
import { compatGet } from './compat-client.ts';
import { CLIENT_COMMANDS, NotReadable } from './public-client-commands.ts';
import type { Answer, ClientOptions } from './public-client-commands.ts';

export interface ClientRun {
  readonly exitCode: number;
  /** Without the last line break. */
  readonly stdout: string;
  readonly stderr: string;
}

const NOT_READABLE = 5;

/** `endpoint` without a slash at its end. */
export async function runClient(endpoint: string, command: string, options: ClientOptions = {}): Promise<ClientRun> {
  const { requests, print } = CLIENT_COMMANDS[command]?.(options) ?? unsupported(command);
  let answer: Answer = { body: null, details: null };
  for (const path of requests) {
    // Whoever it is that cannot be parsed: the client would repeat it for eleven seconds, and give up.
    const body: unknown = JSON.parse((await compatGet(`${endpoint}/api/${path}`)).text);
    if (!isEnvelope(body)) {
      answer = { body, details: answer.details };
      continue;
    }
    answer = { body, details: body.Details };
    if (body.Code.includes('ERROR')) return failed(command, body);
  }
  try {
    return { exitCode: 0, stdout: print(answer).join('\n'), stderr: '' };
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    return { exitCode: NOT_READABLE, stdout: '', stderr: error.message };
  }
}

interface ReadEnvelope {
  readonly Code: string;
  readonly Message: string;
  readonly Details: unknown;
}

/** `Code` tells: nothing else may have it. */
function isEnvelope(body: unknown): body is ReadEnvelope {
  return typeof body === 'object' && body !== null && 'Code' in body;
}

function failed(command: string, body: ReadEnvelope): ClientRun {
  if (command === 'api') return { exitCode: 1, stdout: JSON.stringify(body), stderr: '' };
  const stdout = body.Details === null ? '' : JSON.stringify(body.Details);
  return { exitCode: 1, stdout, stderr: body.Message };
}

function unsupported(command: string): never {
  throw new Error(`no such command of the client: ${command}`);
}

/** The first of several endpoints that says that it acts, by its status alone; `null`: none does. */
export async function actingOf(endpoints: readonly string[]): Promise<string | null> {
  for (const check of ['leader-check', 'routed-leader-check']) {
    for (const endpoint of endpoints) {
      const isActing = await compatGet(`${endpoint}/api/${check}`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (isActing) return endpoint;
    }
  }
  return null;
}
