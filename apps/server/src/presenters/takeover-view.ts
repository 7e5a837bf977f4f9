import type { TakeoverView } from '@topiary/contract';
import type { ScheduledTakeover } from '@topiary/engine';
import type { DeepReadonly } from './readonly.ts';

export function presentTakeover({ intent, ...rest }: ScheduledTakeover): DeepReadonly<TakeoverView> {
  const { master, successor, rejoins = false, blockers = 'refuse' } = intent;
  return { ...rest, master, successor, rejoins, blockers };
}
