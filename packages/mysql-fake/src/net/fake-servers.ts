/** Servers of the protocol on loopback addresses, all answered by one answerer. */
import type { Answerer, ListenAddress } from '../answerer.ts';
import type { Certificates } from '../certificates.ts';
import { PacketWriter } from '../protocol/packet-writer.ts';
import { ResultEncoder } from '../protocol/result-set.ts';
import type { ConnectionWorld } from './connection.ts';
import { Endpoint, type Power } from './endpoint.ts';
import { isLoopback, OwnListeners, SharedListeners, type Listening, type ListeningKind } from './listening.ts';

export interface FakeServersOptions<Session> {
  readonly answerer: Answerer<Session>;
  /** Made once per process where several sets of servers run. */
  readonly certificates: Certificates;
  readonly listening: ListeningKind;
}

export class FakeServers<Session> {
  readonly #world: ConnectionWorld<Session>;
  readonly #listening: Listening<Session>;
  readonly #endpoints = new Map<string, Endpoint<Session>>();
  /** Listeners that are being opened, for `settled`. */
  #opening: Promise<unknown> = Promise.resolve();

  constructor({ answerer, certificates, listening }: FakeServersOptions<Session>) {
    const writer = new PacketWriter();
    this.#world = { answerer, certificates, writer, encoder: new ResultEncoder(writer, new PacketWriter()) };
    this.#listening = listening === 'own' ? new OwnListeners() : new SharedListeners();
  }

  get connectionCount(): number {
    let count = 0;
    for (const endpoint of this.#endpoints.values()) count += endpoint.connectionCount;
    return count;
  }

  /**
   * Resolves when clients can connect.
   * @throws Error for an address that is not of 127.0.0.0/8, that is taken, or that the system does not have.
   */
  async listen(address: ListenAddress): Promise<void> {
    const endpoint = this.#add(address);
    try {
      await this.#listening.open(endpoint);
    } catch (error) {
      this.#endpoints.delete(keyOf(address));
      throw error;
    }
  }

  /**
   * The same without waiting: `settled` tells when clients can connect, or what went wrong.
   * @throws Error for an address that is not of 127.0.0.0/8.
   */
  add(address: ListenAddress): void {
    this.#open(this.#add(address));
  }

  /** Ends its connections and forgets the address. */
  unlisten(address: ListenAddress): void {
    const endpoint = this.#endpoint(address);
    this.#setPower(endpoint, 'down');
    this.#endpoints.delete(keyOf(address));
  }

  power(address: ListenAddress): Power {
    return this.#endpoint(address).power;
  }

  /** Takes effect at once, except that a listener of its own opens a moment later: see `settled`. */
  setPower(address: ListenAddress, power: Power): void {
    this.#setPower(this.#endpoint(address), power);
  }

  /** Resolves when every server that is up can be connected to. Rejects, once, when an address was taken in the meantime. */
  async settled(): Promise<void> {
    const opening = this.#opening;
    this.#opening = Promise.resolve();
    await opening;
  }

  connectionsTo(address: ListenAddress): number {
    return this.#endpoint(address).connectionCount;
  }

  async close(): Promise<void> {
    for (const endpoint of this.#endpoints.values()) endpoint.setPower('down');
    this.#endpoints.clear();
    await this.#listening.stop();
  }

  #add(address: ListenAddress): Endpoint<Session> {
    const key = keyOf(address);
    if (!isLoopback(address.host)) throw new Error(`${key} is not on loopback: fakes listen on 127.x.y.z only`);
    if (this.#endpoints.has(key)) throw new Error(`a fake listens on ${key} already`);
    const endpoint = new Endpoint(this.#world, address);
    this.#endpoints.set(key, endpoint);
    return endpoint;
  }

  #setPower(endpoint: Endpoint<Session>, power: Power): void {
    const before = endpoint.power;
    if (power === 'down' && before !== 'down') this.#listening.close(endpoint);
    endpoint.setPower(power);
    if (power !== 'down' && before === 'down') this.#open(endpoint);
  }

  #open(endpoint: Endpoint<Session>): void {
    const opened = this.#listening.open(endpoint);
    this.#opening = Promise.all([this.#opening, opened]);
    // Whoever asks with `settled` learns of a failure.
    this.#opening.catch(() => undefined);
  }

  #endpoint(address: ListenAddress): Endpoint<Session> {
    const endpoint = this.#endpoints.get(keyOf(address));
    if (endpoint === undefined) throw new Error(`no fake listens on ${keyOf(address)}`);
    return endpoint;
  }
}

function keyOf({ host, port }: ListenAddress): string {
  return `${host}:${port}`;
}
