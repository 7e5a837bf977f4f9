import type { Instance } from '@topiary/domain';

/** Counted the same in the list of hosts and in the event of a host's death. */
export function isMaster({ role }: Pick<Instance, 'role'>): boolean {
  return role === 'master' || role === 'co-master';
}
