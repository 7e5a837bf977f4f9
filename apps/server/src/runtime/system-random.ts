/** The machine's chance behind the engine's `Random` port. */
import { randomUUID } from 'node:crypto';
import type { Random } from '@topiary/engine';

export function createSystemRandom(): Random {
  return { next: () => Math.random(), id: () => randomUUID() };
}
