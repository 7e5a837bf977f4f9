/**
 * The side towards the master: a replica's receiver by file and position, which puts what it gets into the stored log and
 * comes back after each loss, at the end of that log.
 */
import { connect as connectSocket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlTarget } from '../sql/sql-client.ts';
import { errnoOf } from '../sql/sql-client.ts';
import { checksumOf, FORMAT_DESCRIPTION, isLogged, nextFileOf, ROTATE, typeOf, type Checksum } from './log/event.ts';
import type { StoredLog } from './log/stored-log.ts';
import { introduce, openConnection, readFacts, type MasterFacts } from './master-facts.ts';
import { Peer } from './wire/peer.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RETRY_MS = 100;
const HEARTBEAT_MS = 1_000;
/** A master that says nothing for this long, not even that there is nothing, is taken for gone. */
const SILENCE_MS = 4_000;

const COM_BINLOG_DUMP = 0x12;
const COM_REGISTER_SLAVE = 0x15;
const EVENT_MARK = 0x00;
const ERROR_MARK = 0xff;
/** MariaDB leaves events that explain rows out, unless they are asked for. To MySQL it says which heartbeats are understood. */
const WITH_ANNOTATIONS = 0x02;
const CANNOT_CONNECT = 2003;
const CANNOT_READ_LOG = 1236;

export interface ReceiverError {
  readonly number: number;
  readonly text: string;
}

export interface ReceiverOptions {
  readonly log: StoredLog;
  /** How it registers with its master. */
  readonly self: { readonly serverId: number; readonly uuid: string; readonly host: string; readonly port: number };
  readonly onFacts: (facts: MasterFacts) => void;
}

export type ReceiverState = 'stopped' | 'connecting' | 'running';

export class Receiver {
  readonly #options: ReceiverOptions;
  #run: { readonly ending: AbortController; readonly done: Promise<void> } | null = null;
  #state: ReceiverState = 'stopped';
  #error: ReceiverError | null = null;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  get state(): ReceiverState {
    return this.#state;
  }

  /** Why it last lost its master, until it has one again. */
  get error(): ReceiverError | null {
    return this.#error;
  }

  /** The log must have an end: its first file is asked for by name. */
  start(master: SqlTarget): void {
    if (this.#run !== null) return;
    const ending = new AbortController();
    this.#state = 'connecting';
    this.#error = null;
    this.#run = { ending, done: this.#keepFollowing(master, ending.signal) };
  }

  async stop(): Promise<void> {
    const run = this.#run;
    run?.ending.abort();
    await run?.done;
  }

  /** Ends when it is told to, or when the master does not have what comes next. */
  async #keepFollowing(master: SqlTarget, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#state = 'connecting';
      const error = await this.#follow(master, signal).catch((cause: unknown) => errorOf(cause));
      if (signal.aborted) break;
      this.#error = error;
      if (error.number === CANNOT_READ_LOG) break;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    this.#state = 'stopped';
    this.#run = null;
  }

  async #follow(master: SqlTarget, signal: AbortSignal): Promise<ReceiverError> {
    const socket = connectSocket({ host: master.host, port: master.port });
    const cut = (): void => void socket.destroy();
    signal.addEventListener('abort', cut);
    socket.setTimeout(SILENCE_MS, cut);
    try {
      await once(socket, 'connect', { signal });
      const { log, self } = this.#options;
      const connection = await openConnection({ ...master, stream: socket, connectTimeout: CONNECT_TIMEOUT_MS });
      connection.on('error', () => undefined);
      const facts = await readFacts(connection);
      this.#options.onFacts(facts);
      await introduce(connection, { uuid: self.uuid, heartbeatMs: HEARTBEAT_MS });
      // From here on nobody but this receiver reads what comes.
      socket.removeAllListeners('data');
      const peer = new Peer(socket);
      peer.command(registration(self));
      const registered = await peer.receive();
      if (registered === null || registered[0] === ERROR_MARK) return refusal(registered);
      peer.command(request(log, self.serverId));
      return await this.#receive(peer, facts.variables.get('binlog_checksum') === 'CRC32' ? 'CRC32' : 'NONE');
    } finally {
      signal.removeEventListener('abort', cut);
      socket.destroy();
    }
  }

  async #receive(peer: Peer, announced: Checksum): Promise<ReceiverError> {
    const { log } = this.#options;
    let checksum = announced;
    for (;;) {
      const payload = await peer.receive();
      if (payload === null || payload[0] !== EVENT_MARK) return refusal(payload);
      this.#state = 'running';
      this.#error = null;
      const event = payload.subarray(1);
      if (isLogged(event)) {
        log.append(event);
        if (typeOf(event) === ROTATE) log.turnTo(nextFileOf(event, checksum));
      } else if (typeOf(event) === ROTATE) {
        // A master that died left no event that names the next log.
        log.turnTo(nextFileOf(event, checksum));
      }
      if (typeOf(event) === FORMAT_DESCRIPTION) checksum = checksumOf(event);
    }
  }
}

function registration(self: ReceiverOptions['self']): Buffer {
  const host = Buffer.from(self.host);
  const fixed = Buffer.alloc(5);
  fixed[0] = COM_REGISTER_SLAVE;
  fixed.writeUInt32LE(self.serverId, 1);
  // Neither a user nor a password is told; then the port, a rank, and the master's id, which it knows.
  const rest = Buffer.alloc(12);
  rest.writeUInt16LE(self.port, 2);
  return Buffer.concat([fixed, Buffer.from([host.length]), host, rest]);
}

function request(log: StoredLog, serverId: number): Buffer {
  const { file, position } = log.end ?? { file: '', position: 4 };
  const fixed = Buffer.alloc(11);
  fixed[0] = COM_BINLOG_DUMP;
  fixed.writeUInt32LE(position % 2 ** 32, 1);
  fixed.writeUInt16LE(WITH_ANNOTATIONS, 5);
  fixed.writeUInt32LE(serverId, 7);
  return Buffer.concat([fixed, Buffer.from(file)]);
}

/** An error packet, or the end of the connection. */
function refusal(payload: Buffer | null): ReceiverError {
  if (payload === null || payload[0] !== ERROR_MARK)
    return { number: CANNOT_CONNECT, text: 'the master ended the connection' };
  return { number: payload.readUInt16LE(1), text: payload.toString('utf8', 9) };
}

/** What does not fit into the log will not fit the next time either. */
function errorOf(cause: unknown): ReceiverError {
  const text = cause instanceof Error ? cause.message : 'unknown reason';
  return { number: cause instanceof RangeError ? CANNOT_READ_LOG : (errnoOf(cause) ?? CANNOT_CONNECT), text };
}
