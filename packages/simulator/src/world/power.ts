/** Servers die and are started. */
import type { InstanceId } from '@topiary/domain';
import type { World } from './world.ts';

const FAULT = 'fault';
const MENDED = 'mended';

export function crash(world: World, id: InstanceId, what: 'process' | 'machine'): void {
  const host = world.hosts.get(id);
  if (host !== undefined) host.isMachineDown = what === 'machine';
  // The log too: what was passed on before its own server called it done is in nobody's count there.
  const kept = (): string => JSON.stringify([world.fleet.transactionsOf(id), loggedBy(world, id)]);
  const before = kept();
  world.fleet.crash(id, { losesUnsynced: what === 'machine' });
  host?.died();
  world.ledger.disturb(id, 'crash', what);
  if (kept() === before) return;
  world.ledger.disturb(id, 'lost-tail', what);
  world.happened('fault: lost tail of a log');
  world.narration.say(FAULT, `${id} has lost transactions`);
}

/** Transactions in its own log. */
function loggedBy({ fleet }: World, id: InstanceId): number {
  return (fleet.server(id).binlog?.files ?? []).reduce((count, { entries }) => count + entries.length, 0);
}

/** Not one that stays dead until everything else was mended. */
export function restart(world: World, id: InstanceId): void {
  if (world.fleet.state(id) !== 'down' || world.lost.has(id)) return;
  world.narration.say(MENDED, `${id} is started`);
  const host = world.hosts.get(id);
  if (host !== undefined) host.isMachineDown = false;
  world.fleet.restart(id);
  world.ledger.disturb(id, 'crash', 'started');
}

/** What nobody did without for ever. */
export function startLost(world: World): void {
  const lost = [...world.lost];
  world.lost.clear();
  for (const id of lost) restart(world, id);
}
