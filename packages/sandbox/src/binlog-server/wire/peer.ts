/** The other side of a connection, packet by packet. The number of a reply follows that of what it replies to. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { framed, packetsOf, type Packet } from './packets.ts';

export class Peer {
  /** Its address. */
  readonly host: string;
  readonly #socket: Socket;
  readonly #packets: AsyncGenerator<Packet, void>;
  #sequence = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.host = socket.remoteAddress ?? '';
    socket.setNoDelay(true);
    // An error ends what is received too, where it is handled.
    socket.on('error', () => undefined);
    this.#packets = packetsOf(socket);
  }

  /** What comes is the answer to this; the numbers begin anew. */
  command(payload: Buffer): void {
    this.#sequence = 0;
    this.send(payload);
  }

  send(payload: Buffer): void {
    const { bytes, next } = framed(this.#sequence, payload);
    this.#sequence = next;
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Null when the connection has ended, in whichever way. */
  async receive(): Promise<Buffer | null> {
    const packet = await this.#packets.next().catch(() => null);
    if (packet === null || packet.done === true) return null;
    this.#sequence = packet.value.sequence + 1;
    return packet.value.payload;
  }

  /** Resolves when the system has taken most of what was sent. */
  async drained(signal: AbortSignal): Promise<void> {
    if (!this.#socket.writableNeedDrain) return;
    await once(this.#socket, 'drain', { signal }).catch(() => undefined);
  }

  /** What was sent still leaves. */
  end(): void {
    this.#socket.destroySoon();
  }
}
