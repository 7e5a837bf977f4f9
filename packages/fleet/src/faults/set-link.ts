/** A link between two servers changes in one direction; what was held up by it goes on, or is noticed. */
import type { InstanceId } from '@topiary/domain';
import { changeLink } from '../model/link.ts';
import type { Link } from '../model/link.ts';
import type { Server } from '../model/server.ts';
import { after, serverOf } from '../model/world.ts';
import type { World } from '../model/world.ts';
import type { Connection } from '../replication/connection.ts';
import { pump } from '../replication/dump.ts';
import { sendAcknowledgement } from '../replication/receive-log.ts';
import { canBeHeard, endSilence, watchSilence } from '../replication/silence.ts';

export function setLink(
  world: World,
  ends: { readonly from: InstanceId; readonly to: InstanceId },
  change: Partial<Link>,
): void {
  changeLink(world, ends, change);
  const [from, to] = [serverOf(world, ends.from), serverOf(world, ends.to)];
  for (const connection of connectionsBetween(from, to)) review(world, connection);
}

function connectionsBetween(one: Server, other: Server): readonly Connection[] {
  const found = new Set<Connection>();
  for (const [replica, source] of [
    [one, other],
    [other, one],
  ] as const) {
    for (const { connection } of replica.channels.values()) if (connection?.source === source) found.add(connection);
    for (const { connection } of source.dumps) if (connection.replica === replica) found.add(connection);
  }
  return [...found];
}

function review(world: World, connection: Connection): void {
  const { dump, source } = connection;
  if (!canBeHeard(world, connection)) {
    if (dump !== null) watchSilence(world, connection);
    return;
  }
  if (!connection.open) {
    if (!connection.vanished) world.reactions.hangUp(world, connection);
    return;
  }
  if (dump === null || source.greeting.has(connection)) return;
  if (!dump.open) {
    // The end of a dead process was announced again and again while the link was cut.
    if (source.hostIsUp)
      after(world, connection.replica, world.options.linkDelayMs, () =>
        world.reactions.receiverLost(world, connection, 'closed'),
      );
    return;
  }
  endSilence(world, connection);
  if (dump.unsentAcknowledgement !== null) sendAcknowledgement(world, connection, dump.unsentAcknowledgement);
  pump(world, dump);
}
