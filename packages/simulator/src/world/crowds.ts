/** Clients that take every connection a server has to give. */
import type { InstanceId } from '@topiary/domain';
import type { Session } from '@topiary/fleet';
import type { World } from './world.ts';

/** Without the privilege for which a server keeps one more. */
const CLIENT = 'repl';
/** More than any server here allows. */
const MANY = 500;

/** Those that were let in before the server had enough. */
export function crowdAt({ fleet, crowds }: World, id: InstanceId): readonly Session[] {
  const come: Session[] = [];
  while (fleet.state(id) === 'up' && come.length < MANY) {
    const opened = fleet.openSession(id, { user: CLIENT });
    if ('kind' in opened) break;
    come.push(opened);
    crowds.add(opened);
  }
  return come;
}

export function sendAway({ fleet, crowds }: World, clients: Iterable<Session>): void {
  for (const client of clients) if (crowds.delete(client)) fleet.closeSession(client);
}

export function sendAwayAll(world: World): void {
  sendAway(world, [...world.crowds]);
}
