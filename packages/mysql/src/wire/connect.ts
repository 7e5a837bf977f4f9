/**
 * One attempt to connect: look-up, TCP, greeting, authentication, each observable while it lasts. An attempt outlives
 * the probe that started it: a frozen server's kernel accepts connections and never greets, and one socket that waits
 * for the greeting tells as much as a new one per probe, and tells the moment at which the server thaws or dies.
 */
import { connect as tcpConnect, type LookupFunction, type Socket } from 'node:net';
import { unreachable, type Address, type ProbeFailure } from '@topiary/domain';
import { failure, failureOfFault, faultOf } from '../errors.ts';
import { KEEPALIVE_MS, PENDING_GREETING_MAX_MS } from '../limits.ts';
import type { Credentials } from '../secret.ts';
import { authenticate, type Authenticated } from './authenticate.ts';
import { within, LATE } from './deadline.ts';
import { waitForGreeting, type Greeted } from './wait-for-greeting.ts';
import type { Slots } from './slots.ts';
import type { TlsDecision } from './tls.ts';

/** What connections of one process share. */
export interface Connector {
  readonly connectTimeoutMs: number;
  readonly slots: Slots;
  readonly lookup: LookupFunction;
  readonly tls: (serverOffersTls: boolean) => TlsDecision;
}

export interface ConnectOptions {
  readonly address: Address;
  readonly credentials: Credentials;
  /** A silent peer that never greeted is sent a line, to tell a frozen server from one that waits for its client. */
  readonly neverGreeted: boolean;
}

export type ConnectPhase = 'queued' | 'looking-up' | 'connecting' | 'greeting' | 'authenticating';

export class ConnectAttempt {
  /** Never rejects. */
  readonly outcome: Promise<Authenticated>;
  readonly #connector: Connector;
  readonly #options: ConnectOptions;
  #phase: ConnectPhase = 'queued';
  #socket: Socket | null = null;
  #greeted = false;
  #abandoned = false;
  #accepted = false;

  constructor(connector: Connector, options: ConnectOptions) {
    this.#connector = connector;
    this.#options = options;
    this.outcome = this.#run(options.neverGreeted);
  }

  /** The peer spoke MySQL: from now on silence means a frozen server and not some other program. */
  get greeted(): boolean {
    return this.#greeted;
  }

  /** The peer's kernel took the connection: whatever ends it now is news. */
  get accepted(): boolean {
    return this.#accepted;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#socket?.destroy();
  }

  /** What to say of an attempt that has not ended yet, by what it waits for. */
  pendingFailure(waitedMs: number): ProbeFailure {
    const { host, port } = this.#options.address;
    const after = `within ${Math.round(waitedMs)} ms`;
    switch (this.#phase) {
      case 'queued':
        return failure({
          kind: 'timeout',
          code: 'QUEUED',
          detail: `too many connects are in progress: this one did not get its turn ${after}`,
          waitingFor: 'a turn to connect',
        });
      case 'looking-up':
        return failure({
          kind: 'name-not-found',
          code: 'LOOKUP_TIMEOUT',
          detail: `the name ${host} was not resolved ${after}`,
          waitingFor: 'the name look-up',
        });
      case 'connecting':
        return failure({
          kind: 'timeout',
          code: 'ETIMEDOUT',
          detail: `no answer to a TCP connect to ${host}:${port} ${after}`,
          waitingFor: 'the TCP connection',
        });
      case 'greeting':
        return failure({
          kind: 'frozen',
          code: 'NO_GREETING',
          detail: `${host}:${port} accepted the connection and sent no greeting ${after}`,
          waitingFor: "the server's greeting",
        });
      case 'authenticating':
        return failure({
          kind: 'timeout',
          code: 'NO_AUTHENTICATION',
          detail: `the server greeted and did not finish the authentication ${after}`,
          waitingFor: 'the authentication',
        });
      default:
        return unreachable(this.#phase);
    }
  }

  async #run(mayPoke: boolean): Promise<Authenticated> {
    const connector = this.#connector;
    const release = await connector.slots.take();
    // A slot is for work in progress: waiting for a frozen server's greeting is none.
    const timer = setTimeout(release, connector.connectTimeoutMs);
    try {
      return await this.#connectAndGreet(mayPoke);
    } finally {
      clearTimeout(timer);
      release();
    }
  }

  async #connectAndGreet(mayPoke: boolean): Promise<Authenticated> {
    if (this.#abandoned) return this.#abandonedOutcome();
    const socket = this.#open();
    const connected = await within(tcpConnected(socket), this.#connector.connectTimeoutMs);
    if (connected === LATE) return this.#giveUp(socket, this.pendingFailure(this.#connector.connectTimeoutMs));
    if (connected !== null) return this.#giveUp(socket, connected);
    this.#phase = 'greeting';
    this.#accepted = true;
    const greeting = await within(waitForGreeting(socket, mayPoke), PENDING_GREETING_MAX_MS);
    if (greeting === LATE) return this.#giveUp(socket, this.pendingFailure(PENDING_GREETING_MAX_MS));
    return this.#onGreeting(socket, greeting);
  }

  #open(): Socket {
    const { host, port } = this.#options.address;
    this.#phase = 'looking-up';
    const socket = tcpConnect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE_MS,
      lookup: this.#connector.lookup,
    });
    this.#socket = socket;
    socket.once('connectionAttempt', () => {
      this.#phase = 'connecting';
    });
    // Errors reach whoever waits at that moment; this listener only keeps the later ones from ending the process.
    socket.on('error', ignore);
    return socket;
  }

  async #onGreeting(socket: Socket, greeted: Greeted): Promise<Authenticated> {
    if (greeted.kind === 'failed') return this.#giveUp(socket, greeted.failure);
    this.#greeted = true;
    if (greeted.poked) {
      // What was sent to find out is no MySQL: this connection is spoilt, and the server is known now.
      socket.destroy();
      return this.#connectAndGreet(false);
    }
    const version = greeted.greeting.kind === 'server' ? greeted.greeting.version : '';
    const decision: TlsDecision =
      greeted.greeting.kind === 'server' ? this.#connector.tls(greeted.greeting.offersTls) : { kind: 'plain' };
    if (decision.kind === 'refused')
      return this.#giveUp(socket, failure({ kind: 'tls', code: 'HANDSHAKE_NO_SSL_SUPPORT', detail: decision.detail }));
    this.#phase = 'authenticating';
    const { address, credentials } = this.#options;
    const ssl = decision.kind === 'tls' ? decision.ssl : null;
    const session = await within(
      authenticate({ socket, ...address, credentials, ssl, version }),
      this.#connector.connectTimeoutMs,
    );
    return session === LATE ? this.#giveUp(socket, this.pendingFailure(this.#connector.connectTimeoutMs)) : session;
  }

  #giveUp(socket: Socket, why: ProbeFailure): Authenticated {
    socket.destroy();
    return this.#abandoned ? this.#abandonedOutcome() : { kind: 'failed', failure: why };
  }

  #abandonedOutcome(): Authenticated {
    return {
      kind: 'failed',
      failure: failure({ kind: 'connection-lost', code: 'ABANDONED', detail: 'the connect was given up' }),
    };
  }
}

/** Not a function of the attempt: the socket keeps its listeners, and they what they can name. */
function ignore(): void {
  return undefined;
}

/** `null` when connected. */
function tcpConnected(socket: Socket): Promise<ProbeFailure | null> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('error', (error) => resolve(failureOfFault(faultOf(error))));
    socket.once('close', () =>
      resolve(
        failure({
          kind: 'connection-lost',
          code: 'ECONNRESET',
          detail: 'the connection was closed while it was being made',
        }),
      ),
    );
  });
}
