import type { GroupView } from '@topiary/contract';
import type { Group } from '@topiary/domain';
import type { DeepReadonly } from './readonly.ts';

export function presentGroup({ name, mode, quorum, members }: Group): DeepReadonly<GroupView> {
  return { name, mode, quorum, members: [...members].map(([id, { state, role }]) => ({ id, state, role })) };
}
