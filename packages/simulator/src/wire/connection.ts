/** One connection of a Topiary process to a server, from the process's side. */
import type { ProbeFailure } from '@topiary/domain';
import type { Path } from '../network/paths.ts';
import { Stream } from '../network/direction.ts';
import type { Life } from '../topiary/life.ts';
import { failureOfNumber, PENDING, REFUSED, RESET, UNKNOWN_NAME } from './failures.ts';
import type { ConnectPhase } from './failures.ts';
import type { Answer, Host, HostConnection, Peer, Statement } from './host.ts';

export type Opened = { readonly kind: 'open' } | { readonly kind: 'failed'; readonly failure: ProbeFailure };
export type Ran = Answer | { readonly kind: 'lost'; readonly failure: ProbeFailure };

export interface ConnectionParts {
  readonly processName: string;
  readonly life: Life;
  readonly path: Path;
  /** `null`: nobody has this name. */
  readonly host: Host | null;
  /** It ended without our asking. */
  readonly onLost: (failure: ProbeFailure) => void;
}

export class Connection {
  readonly opened: Promise<Opened>;
  /** As the server numbers it; `null` until it let us in. */
  connectionId: number | null = null;
  private phase: ConnectPhase | 'open' | 'ended' = 'connecting';
  private readonly parts: ConnectionParts;
  private readonly up = new Stream();
  private readonly down = new Stream();
  private atServer: HostConnection | null = null;
  private resolveOpened: (opened: Opened) => void = () => undefined;
  private resolveRan: ((ran: Ran) => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.parts = parts;
    this.opened = new Promise((resolve) => {
      this.resolveOpened = resolve;
    });
    this.connect();
  }

  get isIdle(): boolean {
    return this.phase === 'open' && this.resolveRan === null;
  }

  get isOpen(): boolean {
    return this.phase === 'open';
  }

  get isConnecting(): boolean {
    return this.phase !== 'open' && this.phase !== 'ended';
  }

  /** What to say of a connect that has not ended yet. */
  get pendingFailure(): ProbeFailure {
    return this.phase === 'open' || this.phase === 'ended' ? RESET : PENDING[this.phase];
  }

  /** One at a time. */
  run(packet: readonly Statement[]): Promise<Ran> {
    if (this.phase !== 'open') return Promise.resolve({ kind: 'lost', failure: RESET });
    return new Promise((resolve) => {
      this.resolveRan = resolve;
      this.send(() => this.atServer?.run(packet));
    });
  }

  /** Closes our side; what was sent before still reaches the server. */
  close(): void {
    if (this.phase === 'ended') return;
    const wasConnecting = this.phase !== 'open';
    this.phase = 'ended';
    this.resolveRan = null;
    if (wasConnecting) this.resolveOpened({ kind: 'failed', failure: RESET });
    this.send(() => this.atServer?.finish());
  }

  private connect(): void {
    const { host } = this.parts;
    if (host === null) return this.fail(UNKNOWN_NAME);
    this.send(() => {
      const answers = host.answersConnects;
      if (answers === 'refuses') this.receive(() => this.fail(REFUSED));
      if (answers === 'accepts') this.atServer = host.accept(this.peer());
    });
  }

  private peer(): Peer {
    return {
      name: this.parts.processName,
      accepted: () => this.receive(() => this.reach('greeting')),
      greeted: () => this.receive(() => this.authenticate()),
      letIn: (connectionId) => this.receive(() => this.open(connectionId)),
      refused: (number) => this.receive(() => this.fail(failureOfNumber(number))),
      answered: (answer) => this.receive(() => this.finishRun(answer)),
      lost: (heard) => (heard === 'heard' ? this.receive(() => this.fail(RESET)) : undefined),
    };
  }

  private send(atServer: () => void): void {
    this.parts.path.toServer.send(this.up, atServer);
  }

  /** What the server sends is delivered while the process lives and has not closed. */
  private receive(action: () => void): void {
    this.parts.path.fromServer.send(this.down, () =>
      this.parts.life.deliver(() => (this.phase === 'ended' ? undefined : action())),
    );
  }

  private reach(phase: ConnectPhase): void {
    this.phase = phase;
  }

  private authenticate(): void {
    this.phase = 'authenticating';
    this.send(() => this.atServer?.authenticate());
  }

  private open(connectionId: number): void {
    this.connectionId = connectionId;
    this.phase = 'open';
    this.resolveOpened({ kind: 'open' });
  }

  private fail(failure: ProbeFailure): void {
    const wasOpen = this.phase === 'open';
    const wasGreeting = this.phase === 'greeting';
    this.phase = 'ended';
    this.resolveOpened({ kind: 'failed', failure });
    this.finishRun({ kind: 'lost', failure });
    // A wait for a greeting that ends is news too: a frozen server died.
    if (wasOpen || wasGreeting) this.parts.onLost(failure);
  }

  private finishRun(ran: Ran): void {
    const resolve = this.resolveRan;
    this.resolveRan = null;
    resolve?.(ran);
  }
}
