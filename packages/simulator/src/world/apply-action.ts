/** Makes an action of a scenario happen. What lasts is ended after its time; what is still broken at the end is mended. */
import type { InstanceId } from '@topiary/domain';
import { isAsked } from '../scenario/scenario.ts';
import type { Action, ActionKind } from '../scenario/scenario.ts';
import { idNamed } from './build-fleet.ts';
import { handMove, handStart, handStop } from './hands.ts';
import { askFor } from './people.ts';
import { crowdAt, sendAway, sendAwayAll } from './crowds.ts';
import { mendGroups } from './groups.ts';
import { aimed } from './aim.ts';
import { crash, restart } from './power.ts';
import { acknowledgeAll, beginDowntime, loseServer, switchOff } from './recovery-actions.ts';
import type { World } from './world.ts';

type Handler<Kind extends ActionKind> = (world: World, action: Extract<Action, { kind: Kind }>) => boolean;
type Handlers = { readonly [Kind in ActionKind]: Handler<Kind> };

const FAULT = 'fault';
const MENDED = 'mended';
const USUAL_LINK = { up: true, delayMs: 0.2 };

/** `false`: there was nothing to be done, as the server was down already, or nobody ran. */
const HANDLERS: Handlers = {
  move: askFor,
  'move-replicas': askFor,
  reshape: askFor,
  control: askFor,
  undo: askFor,
  restore: askFor,
  'replace-master': askFor,
  downtime: beginDowntime,
  'switch-off': switchOff,
  acknowledge: acknowledgeAll,
  'lose-server': loseServer,
  'hand-move': (world, action) => handMove(world, action, action.pickTarget),
  'hand-stop': (world, action) => handStop(world, action, action.threads),
  'hand-start': (world, action) => handStart(world, action),
  crash: (world, { server, what, forMs }) => {
    const id = idNamed(server);
    if (world.fleet.state(id) === 'down') return false;
    faulty(world, server, `${what === 'machine' ? 'the machine of ' : ''}${server} dies`);
    crash(world, id, what);
    return world.later(forMs, () => restart(world, id));
  },
  freeze: (world, { server, forMs }) => {
    const id = idNamed(server);
    if (world.fleet.state(id) !== 'up') return false;
    faulty(world, server, `${server} freezes`);
    world.fleet.freeze(id);
    return world.later(forMs, () => thaw(world, id));
  },
  'slow-statements': (world, { server, byMs, forMs }) => {
    const host = world.hosts.get(idNamed(server));
    if (host === undefined) return false;
    faulty(world, server, `statements on ${server} take ${byMs} ms`);
    host.slownessMs = byMs;
    return world.later(forMs, () => {
      host.slownessMs = 0;
    });
  },
  'slow-applier': (world, { server, applyMs, forMs }) => {
    faulty(world, server, `the applier of ${server} takes ${applyMs} ms for a transaction`);
    const usual = world.scenario.servers.find(({ name }) => name === server)?.applyMs ?? 1;
    world.fleet.setSpeed(idNamed(server), { applyMsPerTransaction: applyMs });
    return world.later(forMs, () => world.fleet.setSpeed(idNamed(server), { applyMsPerTransaction: usual }));
  },
  'full-disk': (world, { server, forMs }) => {
    faulty(world, server, `the disk of ${server} is full`);
    world.fleet.fillDisk(idNamed(server));
    return world.later(forMs, () => freeDisk(world, idNamed(server)));
  },
  crowd: (world, { server, forMs, resets }) => {
    if (resets) for (const name of world.processes.keys()) world.hosts.get(idNamed(server))?.resetAll(name);
    const crowd = crowdAt(world, idNamed(server));
    if (crowd.length === 0) return false;
    faulty(world, server, `${crowd.length} clients take every connection of ${server}`);
    return world.later(forMs, () => sendAway(world, crowd));
  },
  'cut-from': (world, { server, other, forMs }) => {
    if (server === other) return false;
    faulty(world, server, `nothing from ${server} reaches ${other} any more`);
    world.ledger.disturb(idNamed(other), 'fault', 'cut off');
    world.fleet.setLink(idNamed(server), idNamed(other), { up: false });
    return world.later(forMs, () => world.fleet.setLink(idNamed(server), idNamed(other), USUAL_LINK));
  },
  'reset-connections': (world, { server, process }) => {
    faulty(world, server, `the connections of ${process} to ${server} are reset`);
    world.hosts.get(idNamed(server))?.resetAll(process);
    return true;
  },
  'cut-topiary': (world, action) => {
    return changePaths(world, action, { isUp: false });
  },
  'bad-network': (world, action) => {
    return changePaths(world, action, { delayMs: action.delayMs, lossRate: action.lossRate });
  },
  'kill-topiary': (world, { process, restartAfterMs }) => {
    const isKilled = world.kill(process, '');
    world.time.schedule(restartAfterMs, () => world.startProcess(process));
    return isKilled;
  },
  'kill-at-journal': (world, { process, write, point, restartAfterMs }) => {
    const kill = (): void => {
      if (world.kill(process, ` ${point} a write of the journal`)) world.happened('fault: kill-at-journal');
      world.time.schedule(restartAfterMs, () => world.startProcess(process));
    };
    world.killAtWrite(process, { left: write, point, kill });
    // Counted when it falls.
    return false;
  },
  'stop-topiary': (world, { process, deadlineMs, restartAfterMs }) => {
    const running = world.process(process);
    if (running === null || running.life.state !== 'running') return false;
    world.narration.say(process, `is asked to end within ${Math.round(deadlineMs)} ms`);
    const ended = (): void => {
      world.kill(process, ' (ended)');
      world.time.schedule(restartAfterMs, () => world.startProcess(process));
    };
    running.do(() => void running.engine.stop({ deadlineMs }).then(ended));
    return true;
  },
  'pause-topiary': (world, { process, forMs }) => {
    const running = world.process(process);
    if (running === null || running.life.state !== 'running') return false;
    world.narration.say(process, `stands still for ${forMs} ms`);
    running.life.pause();
    return world.later(forMs, () => running.life.resume());
  },
  'set-wall-clock': (world, { process, errorMs }) => {
    const running = world.process(process);
    if (running === null) return false;
    world.narration.say(process, `has its clock set wrong by ${errorMs} ms`);
    running.clock.wallErrorMs = errorMs;
    return true;
  },
  'store-trouble': (world, { forMs }) => {
    world.narration.say(FAULT, 'the disk of the store is full');
    world.store.setTrouble(true);
    return world.later(forMs, () => world.store.setTrouble(false));
  },
};

export function applyAction(world: World, action: Action): void {
  // The record's rows are typed by kind; this is the one place where an action meets its row.
  const isDone = (HANDLERS[action.kind] as Handler<ActionKind>)(world, aimed(world, action));
  // What is asked for is counted once a plan of it begins.
  if (isDone && !isAsked(action.kind)) world.happened(`fault: ${action.kind}`);
}

/** Nothing is broken any more, and whoever was killed runs again. */
export function mendEverything(world: World): void {
  world.narration.say(MENDED, 'everything');
  for (const id of world.servers) {
    if (world.fleet.state(id) === 'down') restart(world, id);
    if (world.fleet.state(id) === 'frozen') thaw(world, id);
    freeDisk(world, id);
    const host = world.hosts.get(id);
    if (host !== undefined) host.slownessMs = 0;
    for (const other of world.servers) if (other !== id) world.fleet.setLink(id, other, USUAL_LINK);
  }
  for (const { name, applyMs } of world.scenario.servers)
    world.fleet.setSpeed(idNamed(name), { applyMsPerTransaction: applyMs });
  sendAwayAll(world);
  world.paths.mendAll();
  world.store.setTrouble(false);
  world.disarm();
  mendGroups(world);
  for (const name of world.scenario.processes) {
    world.process(name)?.life.resume();
    world.startProcess(name);
  }
}

function faulty(world: World, server: string, text: string): void {
  world.narration.say(FAULT, text);
  world.ledger.disturb(idNamed(server), 'fault', text);
}

function thaw(world: World, id: InstanceId): void {
  if (world.fleet.state(id) !== 'frozen') return;
  world.narration.say(MENDED, `${id} runs on`);
  world.fleet.thaw(id);
  world.hosts.get(id)?.thawed();
}

function freeDisk(world: World, id: InstanceId): void {
  if (!world.fleet.server(id).diskFull) return;
  world.narration.say(MENDED, `${id} has room on its disk`);
  world.fleet.freeDisk(id);
}

function changePaths(
  world: World,
  action: Extract<Action, { kind: 'cut-topiary' | 'bad-network' }>,
  change: Parameters<World['paths']['change']>[2],
): boolean {
  const { process, server, way, forMs } = action;
  const ids = server === null ? world.servers : [idNamed(server)];
  world.narration.say(
    FAULT,
    `the network of ${process} and ${server ?? 'every server'} (${way}): ${changeText(change)}`,
  );
  for (const id of ids) {
    const path = world.paths.between(process, id);
    world.ledger.disturb(id, 'fault', 'network');
    world.paths.change(path, way, change);
    world.time.schedule(forMs, () => world.paths.change(path, way, { isUp: true, ...world.scenario.network }));
  }
  return true;
}

function changeText(change: Parameters<World['paths']['change']>[2]): string {
  return change.isUp === false
    ? 'cut'
    : `${change.delayMs} ms, ${Math.round((change.lossRate ?? 0) * 100)} % sent again`;
}
