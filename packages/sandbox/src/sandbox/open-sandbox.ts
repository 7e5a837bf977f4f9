import { resolve } from 'node:path';
import type { Environment } from '../cache/cache-directory.ts';
import { SandboxError } from '../shared/errors.ts';
import { isAlive } from '../shared/process-table.ts';
import type { ProcessState } from '../server/server-process.ts';
import { registeredSandboxes, type RegisteredSandbox } from './registry.ts';
import { Sandbox } from './sandbox.ts';
import { readState } from './sandbox-state.ts';

export interface SandboxSummary {
  readonly name: string;
  readonly directory: string;
  /** `gone`: the process that made it has died; the next sweep, or the next start of any sandbox, clears it away. */
  readonly owner: 'alive' | 'gone' | 'detached';
  readonly servers: readonly ServerSummary[];
}

export interface ServerSummary {
  readonly cluster: string;
  readonly name: string;
  readonly address: string;
  readonly family: string;
  readonly version: string;
  readonly pid: number | null;
  readonly state: ProcessState;
}

/** Every sandbox of this user, whichever process made it. */
export async function listSandboxes(environment: Environment = process.env): Promise<readonly SandboxSummary[]> {
  return (await registeredSandboxes(environment)).map(summaryOf(environment));
}

/**
 * A handle on a sandbox that another process made, by its directory or its name. Its servers can be killed, frozen,
 * thawed, stopped, started and asked. @throws SandboxError `not-a-sandbox`; `unknown-server` never comes from here.
 */
export async function openSandbox(directoryOrName: string, environment: Environment = process.env): Promise<Sandbox> {
  const byName = (await registeredSandboxes(environment)).filter(({ state }) => state.name === directoryOrName);
  const [only] = byName;
  if (byName.length > 1) {
    throw new SandboxError(
      'not-a-sandbox',
      `Several sandboxes are called ${directoryOrName}: say which by its directory, one of ${byName.map(({ directory }) => directory).join(', ')}.`,
      { data: { name: directoryOrName } },
    );
  }
  if (only !== undefined) return new Sandbox(only.directory, only.state, environment);
  const directory = resolve(directoryOrName);
  return new Sandbox(directory, await readState(directory), environment);
}

function summaryOf(environment: Environment): (registered: RegisteredSandbox) => SandboxSummary {
  return ({ directory, state }) => ({
    name: state.name,
    directory,
    owner: state.owner === null ? 'detached' : isAlive(state.owner) ? 'alive' : 'gone',
    servers: new Sandbox(directory, state, environment).servers.map(
      ({ cluster, name, address, family, version, pid, state: processState }) => ({
        cluster,
        name,
        address,
        family,
        version,
        pid,
        state: processState,
      }),
    ),
  });
}
