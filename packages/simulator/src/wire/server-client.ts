/** What one process holds towards one server: a connection for probes, which is watched, and one for acts. */
import type { Observation, ProbeFailure } from '@topiary/domain';
import type { ObserveResult } from '@topiary/engine';
import { LATE } from '../topiary/process-clock.ts';
import type { ProcessClock } from '../topiary/process-clock.ts';
import { Connection } from './connection.ts';
import type { ConnectionParts, Ran } from './connection.ts';
import { failureOfNumber, noAnswer } from './failures.ts';
import type { Statement } from './host.ts';

/** As the driver's (packages/mysql: `limits.ts`). */
const CONNECT_TIMEOUT_MS = 2_000;
const ACTING_IDLE_MS = 60_000;
const PENDING_GREETING_MAX_MS = 60_000;
const MAX_GIVEN_UP = 8;
const KILL_RETRY_MS = 20;
const ACTS_LOCK = 'topiary-acts';
const TAKE_LOCK: readonly Statement[] = [
  { kind: 'command', text: 'take the lock', command: { kind: 'get-lock', name: ACTS_LOCK, timeoutMs: 0 } },
  { kind: 'command', text: 'who has the lock', command: { kind: 'is-used-lock', name: ACTS_LOCK } },
];

export interface ServerClientParts extends ConnectionParts {
  readonly clock: ProcessClock;
  /** A server that was waited for in vain let us in, and no probe waits for it now. */
  readonly onBack: () => void;
  /** What a probe reads, in the order in which it is asked. */
  readonly probe: {
    readonly observe: Statement;
    /** Hangs while the binary log is stuck; the probe does without it then. */
    readonly log: Statement;
  };
}

export type Got =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

interface RanOn {
  readonly ran: Ran;
  /** `null`: nothing was sent. */
  readonly connectionId: number | null;
}

type Probed =
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export class ServerClient {
  private readonly parts: ServerClientParts;
  private probing: Connection | null = null;
  /** A connection that a probe gave up waiting for, while a frozen server may still let it in. */
  private awaited: Connection | null = null;
  private inFlight: Promise<ObserveResult> | null = null;
  private idleActing: Connection | null = null;
  private cancelIdle: () => void = () => undefined;
  /** Connections on which a packet was sent and never answered: ended before anything else is sent (`execute/fence.ts`). */
  private givenUp: readonly number[] = [];
  /** Connections for acts; one of them holds the lock of those who act. */
  private own: readonly Connection[] = [];

  constructor(parts: ServerClientParts) {
    this.parts = parts;
  }

  /** Calls that come while one is under way share it. As the driver's, one ends by itself at its deadline. */
  async observe(deadlineMs: number): Promise<ObserveResult> {
    const { clock } = this.parts;
    const startedMs = clock.monotonicMs();
    if (this.inFlight === null) {
      this.inFlight = this.probeWithin(deadlineMs);
      void this.inFlight.then(() => {
        this.inFlight = null;
      });
      return this.inFlight;
    }
    const joined = await clock.within(this.inFlight, deadlineMs);
    if (joined !== LATE) return joined;
    return { kind: 'failed', failure: noAnswer('the probe'), tookMs: clock.monotonicMs() - startedMs };
  }

  /** Asked on the connection that is held for probes; as the driver's. */
  async pulse(deadlineMs: number): Promise<'answers' | 'silent' | 'no-connection'> {
    const { clock } = this.parts;
    const untilMs = clock.monotonicMs() + deadlineMs;
    if (this.inFlight !== null) {
      const told = await clock.within(this.inFlight, deadlineMs);
      if (told === LATE) return 'silent';
      if (told.kind === 'observed') return 'answers';
    }
    const held = this.probing;
    if (held === null || held.isConnecting) return 'no-connection';
    if (!held.isIdle) return 'silent';
    const constant: Statement = { kind: 'read', text: 'a constant', read: () => null };
    const ran = await clock.within(held.run([constant]), untilMs - clock.monotonicMs());
    if (ran === LATE) return 'silent';
    return ran.kind === 'lost' ? 'no-connection' : 'answers';
  }

  /** Opens a connection for acts where none is idle. */
  async prepare(untilMs: number): Promise<void> {
    if (this.idleActing?.isIdle === true && this.givenUp.length === 0) return;
    const got = await this.acquire(untilMs);
    if (got.kind === 'connection') this.release(got.connection);
  }

  /** Reads on a connection for acts. `lost` when no answer came by then. */
  async look(packet: readonly Statement[], untilMs: number): Promise<Ran> {
    return (await this.run(packet, untilMs)).ran;
  }

  /** Runs a packet on a connection for acts. `lost`: it may have been run or not, and is kept from being run later. */
  async act(packet: readonly Statement[], untilMs: number): Promise<Ran> {
    const { ran, connectionId } = await this.run(packet, untilMs);
    if (ran.kind === 'lost' && connectionId !== null)
      this.givenUp = [...this.givenUp, connectionId].slice(-MAX_GIVEN_UP);
    return ran;
  }

  /** A connection of its own; the caller closes it. */
  async open(untilMs: number): Promise<Got> {
    const connection = new Connection({ ...this.parts, onLost: () => undefined });
    return this.opened(connection, untilMs, () => connection.close());
  }

  close(): void {
    this.probing?.close();
    this.idleActing?.close();
    this.cancelIdle();
  }

  private async probeWithin(deadlineMs: number): Promise<ObserveResult> {
    const { clock } = this.parts;
    const startedMs = clock.monotonicMs();
    const probed = await this.probe(startedMs + deadlineMs, 'may-reconnect');
    return { ...probed, tookMs: clock.monotonicMs() - startedMs };
  }

  private async probe(untilMs: number, again: 'may-reconnect' | 'last-try'): Promise<Probed> {
    const got = await this.probingConnection(untilMs);
    if (got.kind === 'failed')
      return got.failure.kind === 'connection-lost' && again === 'may-reconnect'
        ? this.probe(untilMs, 'last-try')
        : got;
    const { clock, probe } = this.parts;
    const leftMs = untilMs - clock.monotonicMs();
    // Half of the time is for the held connection; then a new one finds out what is wrong with it.
    const ran = await clock.within(
      got.connection.run([probe.observe]),
      again === 'may-reconnect' ? leftMs / 2 : leftMs,
    );
    if (ran === LATE) {
      this.dropProbing(got.connection);
      return again === 'may-reconnect'
        ? this.probe(untilMs, 'last-try')
        : { kind: 'failed', failure: noAnswer('SELECT 1') };
    }
    if (ran.kind === 'lost')
      return again === 'may-reconnect' ? this.probe(untilMs, 'last-try') : { kind: 'failed', failure: ran.failure };
    if (ran.kind === 'error') return { kind: 'failed', failure: failureOfNumber(ran.number) };
    return { kind: 'observed', observation: await this.withLog(got.connection, ran.values[0] as Observation, untilMs) };
  }

  /** The server lives, and one statement may not end: what came before it is worth having. */
  private async withLog(connection: Connection, observation: Observation, untilMs: number): Promise<Observation> {
    const { clock, probe } = this.parts;
    const logged = await clock.within(connection.run([probe.log]), untilMs - clock.monotonicMs());
    if (logged !== LATE && logged.kind === 'answered') return observation;
    this.dropProbing(connection);
    return { ...observation, binlog: null, waitingFor: probe.log.text };
  }

  private dropProbing(connection: Connection): void {
    if (this.probing === connection) this.probing = null;
    connection.close();
  }

  private async probingConnection(untilMs: number): Promise<Got> {
    const held = this.probing;
    if (held !== null && (held.isIdle || held.isConnecting)) return this.opened(held, untilMs, () => undefined);
    const connection: Connection = new Connection({
      ...this.parts,
      onLost: (failure) => {
        if (this.probing === connection) this.probing = null;
        this.parts.onLost(failure);
      },
    });
    this.probing = connection;
    this.parts.clock.schedule(PENDING_GREETING_MAX_MS, () =>
      connection.isConnecting ? this.dropProbing(connection) : undefined,
    );
    return this.opened(connection, untilMs, () => undefined);
  }

  private async opened(connection: Connection, untilMs: number, onLate: () => void): Promise<Got> {
    const { clock } = this.parts;
    const leftMs = Math.min(untilMs - clock.monotonicMs(), CONNECT_TIMEOUT_MS);
    const outcome = await clock.within(connection.opened, leftMs);
    if (outcome !== LATE) return outcome.kind === 'open' ? { kind: 'connection', connection } : outcome;
    const failure = connection.pendingFailure;
    // A connect that nobody answers is given up; one that a frozen server's kernel took is waited on.
    if (failure.kind !== 'frozen' && this.probing === connection) this.dropProbing(connection);
    else this.tellWhenOpen(connection);
    onLate();
    return { kind: 'failed', failure };
  }

  private tellWhenOpen(connection: Connection): void {
    if (this.awaited === connection || this.probing !== connection) return;
    this.awaited = connection;
    void connection.opened.then(({ kind }) => {
      if (kind === 'open' && this.inFlight === null) this.parts.onBack();
    });
  }

  private async run(packet: readonly Statement[], untilMs: number): Promise<RanOn> {
    const got = await this.acquire(untilMs);
    if (got.kind === 'failed') return { ran: { kind: 'lost', failure: got.failure }, connectionId: null };
    const { connection } = got;
    const ran = await this.parts.clock.within(connection.run(packet), untilMs - this.parts.clock.monotonicMs());
    if (ran !== LATE) this.release(connection);
    else connection.close();
    const lost: Ran = { kind: 'lost', failure: noAnswer(packet.map(({ text }) => text).join('; ')) };
    return { ran: ran === LATE ? lost : ran, connectionId: connection.connectionId };
  }

  private async acquire(untilMs: number): Promise<Got> {
    const idle = this.idleActing;
    this.idleActing = null;
    this.cancelIdle();
    if (idle !== null && idle.isIdle && this.givenUp.length === 0) return { kind: 'connection', connection: idle };
    idle?.close();
    const opened = await this.open(untilMs);
    if (opened.kind === 'failed') return opened;
    const failure = await this.fence(opened.connection, untilMs);
    if (failure === null) return opened;
    opened.connection.close();
    return { kind: 'failed', failure };
  }

  /** As the driver's `execute/fence.ts`. */
  private async fence(connection: Connection, untilMs: number): Promise<ProbeFailure | null> {
    const { givenUp } = this;
    for (const connectionId of givenUp) {
      const failure = await this.killUntilGone(connection, connectionId, untilMs);
      if (failure !== null) return failure;
    }
    if (this.givenUp === givenUp) this.givenUp = [];
    this.own = [...this.own.filter(({ isOpen }) => isOpen), connection];
    return this.takeOver(connection, untilMs);
  }

  private async takeOver(connection: Connection, untilMs: number): Promise<ProbeFailure | null> {
    const { clock } = this.parts;
    while (clock.monotonicMs() < untilMs) {
      const ran = await clock.within(connection.run(TAKE_LOCK), Math.max(1, untilMs - clock.monotonicMs()));
      if (ran === LATE) return noAnswer(ACTS_LOCK);
      if (ran.kind === 'lost') return ran.failure;
      if (ran.kind === 'error' || ran.values[0] === 1) return null;
      const holder = Number(ran.values[1]);
      if (this.own.some(({ isOpen, connectionId }) => isOpen && connectionId === holder)) return null;
      const failure = await this.killUntilGone(connection, holder, untilMs);
      if (failure !== null) return failure;
    }
    return noAnswer(ACTS_LOCK);
  }

  private async killUntilGone(
    connection: Connection,
    connectionId: number,
    untilMs: number,
  ): Promise<ProbeFailure | null> {
    const { clock } = this.parts;
    const kill: Statement = { kind: 'command', text: `kill ${connectionId}`, command: { kind: 'kill', connectionId } };
    for (;;) {
      const ran = await clock.within(connection.run([kill]), Math.max(1, untilMs - clock.monotonicMs()));
      if (ran === LATE) return noAnswer(kill.text);
      if (ran.kind === 'lost') return ran.failure;
      if (ran.kind === 'error') return null;
      if (clock.monotonicMs() + KILL_RETRY_MS >= untilMs) return noAnswer(kill.text);
      await clock.sleep(KILL_RETRY_MS);
    }
  }

  private release(connection: Connection): void {
    if (!connection.isIdle) return connection.close();
    if (this.idleActing !== null) return connection.close();
    this.idleActing = connection;
    this.cancelIdle = this.parts.clock.schedule(ACTING_IDLE_MS, () => {
      this.idleActing = null;
      connection.close();
    });
  }
}
