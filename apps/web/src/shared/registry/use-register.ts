/** One change of what people register. What came of it is pushed to every page; this one asks anew besides. */
import { useQuery } from '@tanstack/react-query';
import type { InstanceId, RegistryInput } from '@topiary/contract';
import { useApi } from '../api/client-context.tsx';
import { queryKeys, statusQuery } from '../api/queries.ts';
import { useChange } from './use-change.ts';
import type { Change } from './use-change.ts';

export interface Register extends Change<RegistryInput> {
  /** Who that is; '' where nobody is asked for a name. */
  readonly user: string;
}

const NOBODY = 'anonymous';

export function useRegister(): Register {
  const api = useApi();
  const { data: status } = useQuery(statusQuery(api));
  const change = useChange<RegistryInput>({
    send: (body, idempotencyKey) => api.client.call('register', { body, idempotencyKey }),
    stale: (command) => [
      ...('instance' in command ? [queryKeys.instance(command.instance as InstanceId)] : []),
      queryKeys.names,
      queryKeys.audit,
    ],
  });
  const user = status?.user ?? NOBODY;
  return { ...change, user: user === NOBODY ? '' : user };
}
