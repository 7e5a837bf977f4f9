/**
 * A server as its clients meet it: what accepts, greets, runs packets and dies. The fleet holds its state; here are the
 * connections, the time that statements take, and how far a death is heard.
 */
import type { InstanceId } from '@topiary/domain';
import type { Command, Fleet, Session } from '@topiary/fleet';
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** One part of a packet: a command, or something that is read off the server at that moment. */
export type Statement =
  | {
      readonly kind: 'command';
      readonly text: string;
      readonly command: Command;
      /** Asked at the server; when it says yes there is nothing to be done, and the value is 0. */
      readonly unless?: () => boolean;
    }
  | { readonly kind: 'read'; readonly text: string; readonly read: () => unknown };

export type Answer =
  | { readonly kind: 'answered'; readonly values: readonly unknown[] }
  | { readonly kind: 'error'; readonly number: number; readonly text: string };

/** The client's side, as the server sees it. */
export interface Peer {
  readonly name: string;
  accepted(): void;
  greeted(): void;
  /** The number under which the server knows the connection. */
  letIn(connectionId: number): void;
  refused(number: number): void;
  answered(answer: Answer): void;
  /** `heard`: the other end is told (a process that dies has its sockets closed by the kernel; a machine has not). */
  lost(heard: 'heard' | 'unheard'): void;
}

export interface HostParts {
  readonly id: InstanceId;
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  readonly prng: Prng;
  /** What a statement takes on average. */
  readonly statementMs: number;
}

interface Running {
  readonly statement: Statement;
  readonly rest: readonly Statement[];
  readonly values: readonly unknown[];
}

/** After a kill the kernel frees the memory first; then clients see the close. Source: design page 7. */
const DEATH_NOTICE_MS = [10, 70] as const;
export const TOPIARY = 'topiary';
const TOO_MANY_CONNECTIONS = 1040;

export class Host {
  /** The machine itself is gone: nothing answers, nothing is closed. */
  isMachineDown = false;
  /** Connections of Topiary that were told 1040. */
  refusedForCrowd = 0;
  /** On top of what a statement usually takes. */
  slownessMs = 0;
  private readonly parts: HostParts;
  private readonly connections = new Set<HostConnection>();
  /** What a frozen process will do first. */
  private whenThawed: (() => void)[] = [];

  constructor(parts: HostParts) {
    this.parts = parts;
  }

  get id(): InstanceId {
    return this.parts.id;
  }

  get answersConnects(): 'accepts' | 'refuses' | 'nothing' {
    if (this.isMachineDown) return 'nothing';
    return this.parts.fleet.state(this.id) === 'down' ? 'refuses' : 'accepts';
  }

  accept(peer: Peer): HostConnection {
    const connection = new HostConnection(this, this.parts, peer);
    this.connections.add(connection);
    peer.accepted();
    this.whenRunning(() => connection.greet());
    return connection;
  }

  /** Now, or when the process is no longer frozen. */
  whenRunning(action: () => void): void {
    if (this.parts.fleet.state(this.id) === 'frozen') this.whenThawed.push(action);
    else action();
  }

  /** After `fleet.thaw`. */
  thawed(): void {
    const waiting = this.whenThawed;
    this.whenThawed = [];
    for (const action of waiting) action();
  }

  /** Something on the way closes every connection of somebody; the server notices at once. */
  resetAll(peerName: string): void {
    for (const connection of this.connections) if (connection.peer.name === peerName) connection.lose('heard');
  }

  /** After `fleet.crash`. */
  died(): void {
    this.whenThawed = [];
    const heard = this.isMachineDown ? 'unheard' : 'heard';
    for (const connection of this.connections) connection.lose(heard);
  }

  gone(connection: HostConnection): void {
    this.connections.delete(connection);
  }

  takesMs(): number {
    const { prng, statementMs } = this.parts;
    return prng.waiting(statementMs) + (this.slownessMs > 0 ? prng.waiting(this.slownessMs) : 0);
  }
}

export class HostConnection {
  readonly peer: Peer;
  private readonly host: Host;
  private readonly parts: HostParts;
  private session: Session | null = null;
  private isAlive = true;
  private isRunning = false;
  private isFinishing = false;

  constructor(host: Host, parts: HostParts, peer: Peer) {
    this.host = host;
    this.parts = parts;
    this.peer = peer;
  }

  greet(): void {
    if (this.isAlive) this.peer.greeted();
  }

  /** The client's name and password came. */
  authenticate(): void {
    this.host.whenRunning(() => this.open());
  }

  private open(): void {
    if (!this.isAlive) return;
    const { fleet, time } = this.parts;
    const opened = fleet.openSession(this.host.id, { user: TOPIARY, clientHost: this.peer.name });
    if ('kind' in opened) {
      if (opened.number === TOO_MANY_CONNECTIONS) this.host.refusedForCrowd += 1;
      this.peer.refused(opened.number);
      this.end();
      return;
    }
    this.session = opened;
    fleet.onSessionLost(opened, (loss) => {
      this.session = null;
      if (loss !== 'server-died') time.schedule(0, () => this.lose('heard'));
    });
    this.peer.letIn(opened.id);
  }

  run(packet: readonly Statement[]): void {
    if (!this.isAlive || this.session === null) return;
    this.isRunning = true;
    this.next(packet, []);
  }

  /** The client closed. What runs goes on: a server looks at its socket between packets only. */
  finish(): void {
    this.isFinishing = true;
    if (!this.isRunning) this.end();
  }

  lose(heard: 'heard' | 'unheard'): void {
    if (!this.isAlive) return;
    this.end();
    const [least, most] = DEATH_NOTICE_MS;
    this.parts.time.schedule(this.parts.prng.between(least, most), () => this.peer.lost(heard));
  }

  private end(): void {
    this.isAlive = false;
    this.host.gone(this);
    if (this.session !== null) this.parts.fleet.closeSession(this.session);
    this.session = null;
  }

  private next(packet: readonly Statement[], values: readonly unknown[]): void {
    const [statement, ...rest] = packet;
    if (statement === undefined) return this.complete({ kind: 'answered', values });
    this.parts.time.schedule(this.host.takesMs(), () =>
      this.host.whenRunning(() => this.perform({ statement, rest, values })),
    );
  }

  private perform(running: Running): void {
    if (!this.isAlive || this.session === null) return;
    const { statement } = running;
    if (statement.kind === 'read') return this.nextWith(running, statement.read());
    if (statement.unless?.() === true) return this.nextWith(running, 0);
    this.parts.fleet.perform(this.session, statement.command, (outcome) => {
      if (!this.isAlive) return;
      if (outcome.kind === 'error') this.complete({ kind: 'error', number: outcome.number, text: outcome.text });
      else this.nextWith(running, outcome.results['value']);
    });
  }

  private nextWith({ rest, values }: Running, value: unknown): void {
    this.next(rest, [...values, value]);
  }

  private complete(answer: Answer): void {
    this.isRunning = false;
    if (this.isFinishing) this.end();
    else this.peer.answered(answer);
  }
}
