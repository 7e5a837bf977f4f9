/** One connection of a replica, or of whoever observes: commands, until the log is asked for. */
import { CannotServe, dump, type DumpRequest } from './log/dump.ts';
import type { StoredLog } from './log/stored-log.ts';
import { answer, type RegisteredReplica, type Router, type Session } from './router/statements.ts';
import type { Peer } from './wire/peer.ts';
import { eof, error, ok, payloadsOf, type ErrorReply } from './wire/replies.ts';

const COM_QUIT = 0x01;
const COM_QUERY = 0x03;
const COM_PING = 0x0e;
const COM_BINLOG_DUMP = 0x12;
const COM_REGISTER_SLAVE = 0x15;

const NON_BLOCKING = 0x01;
const EVENT_MARK = Buffer.from([0]);
const NANOSECONDS_PER_MS = 1e6;
const DEFAULT_HEARTBEAT_MS = 30_000;

const UNKNOWN_COMMAND: ErrorReply = { kind: 'error', number: 1047, sqlState: '08S01', text: 'Unknown command' };

export interface ClientHost {
  readonly log: StoredLog;
  readonly router: Router;
}

/** Serves a client that has logged in, until it goes. */
export async function serve(peer: Peer, host: ClientHost): Promise<void> {
  const session: Session = { userVariables: new Map() };
  let leave = (): void => undefined;
  try {
    for (;;) {
      const payload = await peer.receive();
      if (payload === null || payload[0] === COM_QUIT) return;
      switch (payload[0]) {
        case COM_QUERY:
          for (const reply of payloadsOf(await answer(payload.toString('utf8', 1), host.router, session)))
            peer.send(reply);
          break;
        case COM_PING:
          peer.send(ok());
          break;
        case COM_REGISTER_SLAVE:
          leave();
          leave = host.router.register(registered(payload, session));
          peer.send(ok());
          break;
        case COM_BINLOG_DUMP:
          return await sendLog(peer, host, requested(payload, host, session));
        default:
          peer.send(error(UNKNOWN_COMMAND));
      }
    }
  } finally {
    leave();
  }
}

type Wanted = Omit<DumpRequest, 'signal'>;

/** A replica says nothing more after it has asked for the log; whatever comes from it then is its end. */
async function sendLog(peer: Peer, { log }: ClientHost, wanted: Wanted): Promise<void> {
  const ending = new AbortController();
  void peer.receive().then(() => ending.abort());
  try {
    for await (const event of dump(log, { ...wanted, signal: ending.signal })) {
      peer.send(Buffer.concat([EVENT_MARK, event]));
      await peer.drained(ending.signal);
    }
    peer.send(eof());
  } catch (cause) {
    if (!(cause instanceof CannotServe) && !(cause instanceof RangeError)) throw cause;
    peer.send(error({ kind: 'error', number: 1236, sqlState: 'HY000', text: cause.message }));
  }
}

function registered(payload: Buffer, { userVariables }: Session): RegisteredReplica {
  let at = 5;
  const text = (): string => {
    const begin = at + 1;
    at = begin + (payload[at] ?? 0);
    return payload.toString('utf8', begin, at);
  };
  const [host] = [text(), text(), text()];
  return {
    serverId: payload.readUInt32LE(1),
    host: host ?? '',
    port: payload.readUInt16LE(at),
    uuid: userVariables.get('replica_uuid') ?? userVariables.get('slave_uuid') ?? '',
  };
}

function requested(payload: Buffer, { router }: ClientHost, { userVariables }: Session): Wanted {
  const periodMs = Number(userVariables.get('master_heartbeat_period') ?? 0) / NANOSECONDS_PER_MS;
  return {
    file: payload.toString('utf8', 11),
    position: payload.readUInt32LE(1),
    serverId: router.facts.serverId,
    checksum: router.facts.variables.get('binlog_checksum') === 'CRC32' ? 'CRC32' : 'NONE',
    heartbeatMs: periodMs > 0 ? periodMs : DEFAULT_HEARTBEAT_MS,
    once: (payload.readUInt16LE(5) & NON_BLOCKING) !== 0,
  };
}
