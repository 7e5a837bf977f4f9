import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../shared/errors.ts';
import { runCommand } from '../shared/run-command.ts';
import { RoomHolder } from './room-holder.ts';

/** Where a server runs when it is not to run on loopback. */
export interface ServerRoom {
  /** The address on which it listens; it can be reached from here and from the other rooms. */
  readonly host: string;
  /** Put before its command. */
  readonly prefix: readonly string[];
  /** Mounts what is to be its data directory, which exists and is empty. */
  readonly mountDisk: (directory: string) => Promise<void>;
}

export interface RoomsRequest {
  readonly names: readonly string[];
  /** Of each room's file system, in memory. */
  readonly diskBytes: number;
}

/** Networks of several runs at once; the name of the interface is what one of them takes. */
const MAX_NETWORKS = 64;
const HOSTS_FROM = 11;
const BRIDGE = 'bridge0';
/** Nobody has this address. */
const NOBODY = '02:00:00:00:00:99';
const BALLAST = 'ballast';

interface Furnished {
  readonly holder: RoomHolder;
  readonly host: string;
  /** Its port of the bridge. */
  readonly port: string;
}

interface RoomsParts {
  readonly hub: RoomHolder;
  readonly rooms: ReadonlyMap<string, Furnished>;
  readonly diskBytes: number;
}

/**
 * Network namespaces behind one bridge, which has a namespace of its own, each with a small file system: cables can be pulled
 * and disks filled without touching the machine's own. Packets that are cut off vanish; nobody is told.
 */
export class Rooms {
  readonly #parts: RoomsParts;

  private constructor(parts: RoomsParts) {
    this.#parts = parts;
  }

  /** @throws SandboxError `rooms-not-supported`. */
  static async open({ names, diskBytes }: RoomsRequest): Promise<Rooms> {
    const hub = await RoomHolder.start();
    const started: RoomHolder[] = [hub];
    try {
      await hub.run(['ip', 'link', 'add', BRIDGE, 'type', 'bridge']);
      await hub.run(['ip', 'link', 'set', BRIDGE, 'up']);
      const network = await plugIn(hub);
      const rooms = new Map<string, Furnished>();
      for (const [at, name] of names.entries()) {
        const holder = await RoomHolder.start();
        started.push(holder);
        const [port, host] = [`room${at}`, `${network}.${HOSTS_FROM + at}`];
        await hub.run(['ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(holder.pid)]);
        await hub.run(['ip', 'link', 'set', port, 'master', BRIDGE, 'up']);
        await holder.run(['ip', 'link', 'set', 'lo', 'up']);
        await holder.run(['ip', 'address', 'add', `${host}/24`, 'dev', 'eth0']);
        await holder.run(['ip', 'link', 'set', 'eth0', 'up']);
        rooms.set(name, { holder, host, port });
      }
      return new Rooms({ hub, rooms, diskBytes });
    } catch (error) {
      for (const holder of started) holder.end();
      throw error;
    }
  }

  room(name: string): ServerRoom {
    const { holder, host } = this.#of(name);
    const size = `size=${this.#parts.diskBytes}`;
    return {
      host,
      prefix: holder.prefix,
      mountDisk: (directory) => holder.run(['mount', '-t', 'tmpfs', '-o', size, 'tmpfs', directory]),
    };
  }

  /** A file of the room's own disk, as it is reached from here. */
  pathIn(name: string, path: string): string {
    return join(`/proc/${this.#of(name).holder.pid}/root`, path);
  }

  /** Nobody reaches it any more, and it reaches nobody. */
  async cutOff(name: string): Promise<void> {
    await this.#parts.hub.run(['ip', 'link', 'set', this.#of(name).port, 'nomaster']);
  }

  async plugInAgain(name: string): Promise<void> {
    await this.#parts.hub.run(['ip', 'link', 'set', this.#of(name).port, 'master', BRIDGE]);
  }

  /** These do not reach each other any more; everybody else reaches them. */
  async keepApart(names: readonly string[]): Promise<void> {
    await this.#isolate(names, 'on');
  }

  async bringTogether(names: readonly string[]): Promise<void> {
    await this.#isolate(names, 'off');
  }

  /** What the first sends to the second is lost; both go on with everybody else. */
  async hide(from: string, name: string): Promise<void> {
    const { holder } = this.#of(from);
    await holder.run([
      'ip',
      'neigh',
      'replace',
      this.#of(name).host,
      'lladdr',
      NOBODY,
      'dev',
      'eth0',
      'nud',
      'permanent',
    ]);
  }

  async show(to: string, name: string): Promise<void> {
    await this.#of(to).holder.run(['ip', 'neigh', 'del', this.#of(name).host, 'dev', 'eth0']);
  }

  /** Leaves not a byte free on the file system of a directory in the room. */
  async fillDisk(name: string, directory: string): Promise<void> {
    const file = join(directory, BALLAST);
    // It ends when the disk is full, with an error.
    await this.#of(name).holder.run(['sh', '-c', `cat /dev/zero > '${file}' 2>/dev/null || test -s '${file}'`]);
  }

  async freeDisk(name: string, directory: string): Promise<void> {
    await rm(this.pathIn(name, join(directory, BALLAST)), { force: true });
  }

  /** The servers in them must have ended. */
  close(): void {
    for (const { holder } of this.#parts.rooms.values()) holder.end();
    this.#parts.hub.end();
  }

  async #isolate(names: readonly string[], to: 'on' | 'off'): Promise<void> {
    const ports = names.map((name) => this.#of(name).port);
    await Promise.all(
      ports.map((port) => this.#parts.hub.run(['ip', 'link', 'set', port, 'type', 'bridge_slave', 'isolated', to])),
    );
  }

  #of(name: string): Furnished {
    const found = this.#parts.rooms.get(name);
    if (found === undefined) throw new SandboxError('unknown-server', `No room is called ${name}.`, { data: { name } });
    return found;
  }
}

/** Connects this side with the bridge; answers with the first three numbers of the network's addresses. */
async function plugIn(hub: RoomHolder): Promise<string> {
  for (let at = 0; at < MAX_NETWORKS; at += 1) {
    const [name, network] = [`sandbox${at}`, `10.213.${at}`];
    const args = ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'here', 'netns', String(hub.pid)];
    const isTaken = await ip(args).then(
      () => false,
      () => true,
    );
    if (isTaken) continue;
    await hub.run(['ip', 'link', 'set', 'here', 'master', BRIDGE, 'up']);
    await ip(['address', 'add', `${network}.1/24`, 'dev', name]);
    await ip(['link', 'set', name, 'up']);
    return network;
  }
  throw new SandboxError(
    'rooms-not-supported',
    `No network of ${MAX_NETWORKS} is free: end other tests that cut networks.`,
  );
}

async function ip(args: readonly string[]): Promise<void> {
  await runCommand('ip', { args });
}
