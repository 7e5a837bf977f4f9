/**
 * Waits for positions on one server that are asked for in one turn, as those of the lanes of a plan are, go to it as one
 * packet on one connection: a server that thirty replicas are moved below would else be connected to thirty times, for waits
 * that are over at once. Each keeps the statement that people were shown.
 */
import { instanceIdOf, type Address, type InstanceId } from '@topiary/domain';
import type { ExecuteResult } from '@topiary/engine';
import type { PacketUse } from '../dialects/dialect.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSessions } from './acting-sessions.ts';

/** So long a packet may take; whoever has no answer by then waits on a connection of its own, from then on for all of its time. */
const TOGETHER_MS = 200;
/** Waits in one packet; what is more goes in further ones, each on a connection of its own. */
const MOST_TOGETHER = 100;

const REACHED: ExecuteResult = { kind: 'done', results: {} };

export interface PositionWait {
  readonly address: Address;
  readonly statements: readonly string[];
  readonly packets: PacketUse;
  readonly isReached: (results: readonly ResultSet[]) => boolean;
}

export interface WaitParts {
  readonly sessions: ActingSessions;
  readonly monotonicMs: () => number;
}

interface Asked extends PositionWait {
  readonly answer: (result: ExecuteResult | null) => void;
}

export class WaitsTogether {
  readonly #parts: WaitParts;
  readonly #gathered = new Map<InstanceId, Asked[]>();

  constructor(parts: WaitParts) {
    this.#parts = parts;
  }

  /** `null`: it is to be waited for alone, where whatever went wrong here goes wrong again and is said. */
  reached(wait: PositionWait): Promise<ExecuteResult | null> {
    const { promise, resolve } = Promise.withResolvers<ExecuteResult | null>();
    const id = instanceIdOf(wait.address);
    const gathered = this.#gathered.get(id);
    const asked: Asked = { ...wait, answer: resolve };
    if (gathered !== undefined) {
      gathered.push(asked);
      return promise;
    }
    this.#gathered.set(id, [asked]);
    setImmediate(() => this.#send(id));
    return promise;
  }

  #send(id: InstanceId): void {
    const asked = this.#gathered.get(id) ?? [];
    this.#gathered.delete(id);
    for (let first = 0; first < asked.length; first += MOST_TOGETHER)
      void this.#ask(asked.slice(first, first + MOST_TOGETHER));
  }

  async #ask(group: readonly Asked[]): Promise<void> {
    const [one] = group;
    // A single one has its time to itself.
    if (one === undefined || group.length === 1) return one?.answer(null);
    try {
      await this.#askOn(group, one);
    } finally {
      for (const { answer } of group) answer(null);
    }
  }

  async #askOn(group: readonly Asked[], { address, packets }: Asked): Promise<void> {
    const { sessions, monotonicMs } = this.#parts;
    const untilMs = monotonicMs() + TOGETHER_MS;
    const got = await sessions.acquire(address, untilMs);
    if (got.kind === 'failed') return;
    try {
      const batch = got.acting.session.run(
        group.flatMap(({ statements }) => statements),
        packets,
      );
      const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
      let first = 0;
      for (const { statements, isReached, answer } of group) {
        const results = batch.results.slice(first, first + statements.length);
        first += statements.length;
        // That it was not reached is said only by a statement that had all of its time.
        if (results.length === statements.length && isReached(results)) answer(REACHED);
      }
      if (end === LATE || end.kind === 'lost') sessions.giveUp(address, got.acting);
    } finally {
      sessions.release(address, got.acting);
    }
  }
}
