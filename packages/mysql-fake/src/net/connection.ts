/** One client's socket: packets in, packets out, TLS in between, and the silence of a frozen server. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Answerer, ListenAddress } from '../answerer.ts';
import type { Certificates } from '../certificates.ts';
import { LOGIN_TIMEOUT_MS, MAX_AHEAD_BYTES, MAX_CLIENT_PACKET_BYTES } from '../limits.ts';
import { SCRAMBLE_BYTES } from '../protocol/greeting.ts';
import { PacketReader } from '../protocol/packet-reader.ts';
import type { PacketWriter } from '../protocol/packet-writer.ts';
import { writeError, writeErrorInsteadOfGreeting } from '../protocol/replies.ts';
import type { ResultEncoder } from '../protocol/result-set.ts';
import type { Channel, Conversation } from './channel.ts';
import { CommandConversation } from './commands.ts';
import { PACKET_TOO_LARGE } from './errors.ts';
import { LoginConversation } from './login.ts';

/** What all connections of one process share. */
export interface ConnectionWorld<Session> {
  readonly answerer: Answerer<Session>;
  readonly certificates: Certificates;
  readonly writer: PacketWriter;
  readonly encoder: ResultEncoder;
}

export class Connection<Session> implements Channel {
  readonly clientHost: string;
  readonly #world: ConnectionWorld<Session>;
  readonly #address: ListenAddress;
  readonly #onClosed: () => void;
  readonly #reader = new PacketReader(MAX_CLIENT_PACKET_BYTES);
  #stream: Socket;
  #conversation: Conversation | null = null;
  #greeted = false;
  #busy = false;
  #frozen = false;
  #closed = false;
  /** What was written while frozen. */
  #held: Buffer[] = [];
  #loginTimer: NodeJS.Timeout | undefined;

  /** The socket is paused, and stays so until `start`. */
  constructor(
    world: ConnectionWorld<Session>,
    parts: { readonly socket: Socket; readonly address: ListenAddress; readonly onClosed: () => void },
  ) {
    this.#world = world;
    this.#address = parts.address;
    this.#onClosed = parts.onClosed;
    this.#stream = parts.socket;
    this.clientHost = parts.socket.remoteAddress ?? '';
    parts.socket.setNoDelay(true);
    this.#watch(parts.socket);
  }

  get secure(): boolean {
    return this.#stream instanceof TLSSocket;
  }

  /** Greets, and listens. */
  start(): void {
    if (this.#greeted || this.#closed) return;
    const greeting = this.#world.answerer.greet(this.#address);
    // Asked for a greeting, the answerer may have found that its server is frozen or dead.
    if (this.#isHeldOrClosed()) return;
    this.#greeted = true;
    switch (greeting.kind) {
      case 'stranger':
        this.#stream.write(greeting.words, 'latin1');
        this.#stream.resume();
        return;
      case 'error':
        this.send(0, (writer) => writeErrorInsteadOfGreeting(writer, greeting.error));
        return this.finish();
      default:
        this.#loginTimer = setTimeout(() => this.#onLoginLate(), LOGIN_TIMEOUT_MS);
        this.#conversation = new LoginConversation({
          channel: this,
          answerer: this.#world.answerer,
          address: this.#address,
          greeting,
          certificates: this.#world.certificates,
          scramble: newScramble(),
          onLost: () => this.finish(),
          onOpen: (session, capabilities) => this.#onOpen(session, capabilities),
        });
        this.#stream.resume();
    }
  }

  /** SIGSTOP: what the client sends stays in the kernel, and nothing is sent. */
  freeze(): void {
    this.#frozen = true;
    this.#stream.pause();
  }

  thaw(): void {
    this.#frozen = false;
    for (const bytes of this.#held.splice(0)) this.#stream.write(bytes);
    if (!this.#greeted) return this.start();
    this.#pump();
    this.#stream.resume();
  }

  /** The server has died. */
  cut(): void {
    this.#stream.destroy();
    this.#close();
  }

  send(sequence: number, write: (writer: PacketWriter, encoder: ResultEncoder) => void): number {
    const { encoder, writer } = this.#world;
    writer.start(sequence);
    write(writer, encoder);
    const next = writer.sequence;
    const bytes = writer.take();
    if (this.#frozen) this.#held.push(bytes);
    else if (!this.#closed) this.#stream.write(bytes);
    return next;
  }

  upgrade(): void {
    const plain = this.#stream;
    plain.removeAllListeners('data');
    plain.pause();
    // The client's first words under TLS may have come in the same chunk as its request for it.
    const early = this.#reader.rest();
    if (early.length > 0) plain.unshift(early);
    this.#stream = new TLSSocket(plain, { isServer: true, secureContext: this.#world.certificates.secureContext });
    this.#watch(this.#stream);
    this.#stream.resume();
  }

  finish(): void {
    if (this.#frozen || this.#held.length > 0) return this.cut();
    this.#stream.destroySoon();
    this.#close();
  }

  ready(): void {
    this.#busy = false;
    this.#pump();
    if (!this.#frozen && !this.#closed) this.#stream.resume();
  }

  #watch(stream: Socket): void {
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    // Whatever went wrong, the close that follows says all there is to do.
    stream.on('error', () => undefined);
    stream.on('close', () => this.#close());
    stream.pause();
  }

  #onData(chunk: Buffer): void {
    // What strangers are told is of no interest to them.
    if (this.#conversation === null) return;
    this.#reader.push(chunk);
    this.#pump();
    if (this.#busy && this.#reader.waitingBytes > MAX_AHEAD_BYTES) this.#stream.pause();
  }

  #pump(): void {
    while (!this.#busy && !this.#frozen && !this.#closed) {
      const packet = this.#reader.next();
      if (packet === 'incomplete') return;
      if (packet === 'too-long') {
        this.send(1, (writer) => writeError(writer, PACKET_TOO_LARGE));
        return this.finish();
      }
      this.#busy = this.#conversation?.onPacket(packet) === 'busy';
    }
  }

  #onOpen(session: Session, capabilities: number): void {
    clearTimeout(this.#loginTimer);
    this.#conversation = new CommandConversation({
      channel: this,
      answerer: this.#world.answerer,
      session,
      capabilities,
    });
  }

  #isHeldOrClosed(): boolean {
    return this.#frozen || this.#closed;
  }

  #onLoginLate(): void {
    if (this.#frozen) this.#loginTimer = setTimeout(() => this.#onLoginLate(), LOGIN_TIMEOUT_MS);
    else this.finish();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#loginTimer);
    this.#held = [];
    this.#conversation?.onClosed();
    this.#onClosed();
  }
}

/** Servers leave out NUL, which would end the text for old clients, and `$`. */
function newScramble(): Buffer {
  return Buffer.from(randomBytes(SCRAMBLE_BYTES).map((byte) => SCRAMBLE_FIRST + (byte % SCRAMBLE_RANGE)));
}

const SCRAMBLE_FIRST = 0x30;
const SCRAMBLE_RANGE = 0x4a;
