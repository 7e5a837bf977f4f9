/** What statements ask and do, on a binlog server that runs. */
import type { SqlTarget } from '../../sql/sql-client.ts';
import type { StoredLog } from '../log/stored-log.ts';
import type { MasterFacts } from '../master-facts.ts';
import type { Receiver } from '../receiver.ts';
import type { ErrorReply, Reply } from '../wire/replies.ts';
import { logToTurnTo, type MasterChange } from './change-master.ts';
import type { RegisteredReplica, Router } from './statements.ts';
import type { RouterStatus } from './status.ts';

export interface RouterParts {
  readonly log: StoredLog;
  readonly receiver: Receiver;
  readonly master: SqlTarget;
  /** As they were last learned, however long ago. */
  readonly facts: () => MasterFacts;
}

const OK: Reply = { kind: 'ok' };

export class RunningRouter implements Router {
  readonly #parts: RouterParts;
  readonly #startedAtMs = performance.now();
  readonly #replicas = new Set<RegisteredReplica>();
  #master: SqlTarget;

  constructor(parts: RouterParts) {
    this.#parts = parts;
    this.#master = parts.master;
  }

  get master(): SqlTarget {
    return this.#master;
  }

  get facts(): MasterFacts {
    return this.#parts.facts();
  }

  get status(): RouterStatus {
    const { host, port, user } = this.#master;
    const { receiver, log } = this.#parts;
    return { host, port, user, state: receiver.state, error: receiver.error, end: log.end };
  }

  get uptimeSeconds(): number {
    return Math.trunc((performance.now() - this.#startedAtMs) / 1000);
  }

  get replicas(): readonly RegisteredReplica[] {
    return [...this.#replicas];
  }

  register(replica: RegisteredReplica): () => void {
    this.#replicas.add(replica);
    return () => void this.#replicas.delete(replica);
  }

  start(): Reply {
    const { receiver } = this.#parts;
    if (receiver.state !== 'stopped') return refused(1254, 'Slave connection is already running');
    receiver.start(this.#master);
    return OK;
  }

  async stop(): Promise<Reply> {
    const { receiver } = this.#parts;
    if (receiver.state === 'stopped') return refused(1199, 'Slave connection is not running');
    await receiver.stop();
    return OK;
  }

  change({ host, port, user, password, ...begin }: MasterChange): Reply {
    const { receiver, log } = this.#parts;
    if (receiver.state !== 'stopped')
      return refused(1198, 'Cannot change master with a running slave; run STOP SLAVE first');
    const turn = logToTurnTo(begin, log.end);
    if (turn !== null && typeof turn !== 'string') return turn;
    if (turn !== null) log.turnTo(turn);
    const before = this.#master;
    this.#master = {
      host: host ?? before.host,
      port: port ?? before.port,
      user: user ?? before.user,
      password: password ?? before.password,
    };
    return OK;
  }
}

function refused(number: number, text: string): ErrorReply {
  return { kind: 'error', number, sqlState: 'HY000', text };
}
