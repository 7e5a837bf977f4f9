import type { World } from '../model/world.ts';
import { sourceRefusalNumber, sourceRefusalText } from '../words/wording.ts';
import { sendToReplica } from './connection.ts';
import { endDump } from './dump.ts';
import type { Dump } from './dump.ts';
import { receiverFails } from './receiver.ts';

/** The source cannot send on, and says why: the receiver stops. */
export function refuseDump(world: World, dump: Dump, reason: string): void {
  endDump(dump);
  const { replica, channel } = dump.connection;
  const error = { number: sourceRefusalNumber(replica.product), text: sourceRefusalText(replica.product, reason) };
  sendToReplica(world, dump.connection, () => receiverFails(world, channel, error));
}
