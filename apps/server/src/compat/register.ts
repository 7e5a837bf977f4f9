/** Changes of the registry by the old API: a command, and its refusals as sentences. */
import { sayError } from '@topiary/contract';
import type { ApiErrorCode } from '@topiary/contract';
import { say } from '@topiary/domain';
import type { Actor, InstanceId, RegistryCommand } from '@topiary/domain';
import type { RegistryResult } from '@topiary/engine';
import type { Services } from '../services/services.ts';
import { failed } from './respond.ts';
import type { CompatAnswer } from './respond.ts';

export interface Registering {
  readonly services: Services;
  readonly command: RegistryCommand;
  readonly actor: Actor;
  /** With the servers of which something was set or taken away. */
  readonly answer: (instances: readonly InstanceId[]) => CompatAnswer;
}

export async function register({ services, command, actor, answer }: Registering): Promise<CompatAnswer> {
  const result = await services.engine.register(command, actor);
  return result.kind === 'done' ? answer(result.instances) : failed(refusalOf(result));
}

export function refusalOf(result: Exclude<RegistryResult, { readonly kind: 'done' }>): string {
  switch (result.kind) {
    case 'unknown-instance':
      return `Cannot read instance: ${result.instance}`;
    case 'unknown-cluster':
      return sentence('cluster-unknown', { cluster: result.cluster });
    case 'refused':
      return say(result.reason, 'en');
    case 'not-the-actor':
      return sentence('not-the-actor', { holder: result.holder });
    case 'store-failing':
      return sentence('store-failing', { detail: result.detail });
  }
}

function sentence(code: ApiErrorCode, params: Readonly<Record<string, string>>): string {
  return sayError({ code, params }, 'en');
}
