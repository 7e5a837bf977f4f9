/** One change of what people register; prints what orchestrator's client prints: the servers that it was about. */
import type { InstanceId, RegistryInput } from '@topiary/contract';
import { printJson } from '../output/table.ts';
import { connect } from './connect.ts';
import type { ClientFlags } from './connect.ts';

export interface Registering {
  readonly flags: ClientFlags;
  readonly command: RegistryInput;
  /** Printed also where it was so already; absent: only the servers of which something was changed. */
  readonly about?: InstanceId | string;
}

export async function register({ flags, command, about }: Registering): Promise<void> {
  const result = await connect(flags).change('register', { body: command });
  if (flags.json) printJson(result);
  else for (const line of about === undefined ? result.instances : [about]) console.log(line);
}
