/** SIGSTOP and SIGCONT: connections stay open, and nothing happens on them. */
import { assert } from '@topiary/domain';
import type { Server } from '../model/server.ts';
import type { World } from '../model/world.ts';
import { pump } from '../replication/dump.ts';
import { canBeHeard, endSilence, watchSilence } from '../replication/silence.ts';

export function freeze(world: World, server: Server): void {
  assert(server.power === 'up', 'a server that is frozen was running', server.id);
  for (const { connection } of server.dumps) watchSilence(world, connection);
  server.power = 'frozen';
  world.powerChanges.add(server.id);
}

/** Everything that came due while it was frozen happens now, in its order. */
export function thaw(world: World, server: Server): void {
  assert(server.power === 'frozen', 'a server that is thawed was frozen', server.id);
  server.power = 'up';
  world.powerChanges.add(server.id);
  for (const entry of server.suspended.splice(0)) {
    if (!entry.cancelled) world.agenda.resume(entry, world.nowMs);
  }
  for (const dump of server.dumps) {
    if (canBeHeard(world, dump.connection)) endSilence(world, dump.connection);
    pump(world, dump);
  }
}
