import type { Address } from '@topiary/domain';
import type { createServers } from '@topiary/mysql';
import type { World } from './world.ts';

const DEADLINE_MS = 2_000;

export async function observed(
  servers: ReturnType<typeof createServers>,
  address: Address,
): ReturnType<World['observe']> {
  const result = await servers.observe(address, { deadlineMs: DEADLINE_MS });
  return result.kind === 'observed' ? result.observation : { failure: result.failure.kind };
}
