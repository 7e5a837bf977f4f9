/** One server as its clients' kernels see it: an address that listens, and the connections to it. */
import type { Socket } from 'node:net';
import type { ListenAddress } from '../answerer.ts';
import { MAX_UNGREETED } from '../limits.ts';
import { Connection, type ConnectionWorld } from './connection.ts';

/** `down`: refuses, and has no connections. `frozen`: accepts and is silent. */
export type Power = 'up' | 'down' | 'frozen';

export class Endpoint<Session> {
  readonly address: ListenAddress;
  readonly #world: ConnectionWorld<Session>;
  readonly #connections = new Set<Connection<Session>>();
  /** Accepted since it froze. */
  #ungreeted = 0;
  #power: Power = 'up';

  constructor(world: ConnectionWorld<Session>, address: ListenAddress) {
    this.#world = world;
    this.address = address;
  }

  get power(): Power {
    return this.#power;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  accept(socket: Socket): void {
    if (this.#power === 'down' || this.#ungreeted >= MAX_UNGREETED) {
      socket.resetAndDestroy();
      return;
    }
    const connection = new Connection(this.#world, {
      socket,
      address: this.address,
      onClosed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    if (this.#power === 'up') return connection.start();
    this.#ungreeted += 1;
    connection.freeze();
  }

  setPower(power: Power): void {
    if (power === this.#power) return;
    const before = this.#power;
    this.#power = power;
    const connections = [...this.#connections];
    if (power === 'frozen') return connections.forEach((connection) => connection.freeze());
    this.#ungreeted = 0;
    if (power === 'down') return connections.forEach((connection) => connection.cut());
    if (before === 'frozen') connections.forEach((connection) => connection.thaw());
  }
}
