/** Clients that write to the masters, each through a connection that it opens anew when it is lost. */
import type { InstanceId } from '@topiary/domain';
import type { Fleet, Session } from '@topiary/fleet';
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

export interface WriterParts {
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  readonly prng: Prng;
  readonly server: InstanceId;
  readonly everyMs: number;
}

const RECONNECT_MS = 500;
const CLIENT = 'root';

export class Writer {
  private readonly parts: WriterParts;
  private session: Session | null = null;
  private isStopped = false;
  private isWaiting = false;

  constructor(parts: WriterParts) {
    this.parts = parts;
    this.later(parts.everyMs);
  }

  stop(): void {
    this.isStopped = true;
  }

  private later(ms: number): void {
    this.parts.time.schedule(this.parts.prng.waiting(ms), () => this.write());
  }

  private write(): void {
    if (this.isStopped) return;
    const { fleet, server, everyMs } = this.parts;
    if (fleet.state(server) === 'down') return this.later(RECONNECT_MS);
    const session = this.session ?? this.connect();
    if (session === null || this.isWaiting) return this.later(RECONNECT_MS);
    this.isWaiting = true;
    fleet.perform(session, { kind: 'write', write: {} }, () => {
      this.isWaiting = false;
    });
    this.later(everyMs);
  }

  private connect(): Session | null {
    const { fleet, server } = this.parts;
    if (fleet.state(server) !== 'up') return null;
    const opened = fleet.openSession(server, { user: CLIENT });
    if ('kind' in opened) return null;
    this.session = opened;
    this.isWaiting = false;
    fleet.onSessionLost(opened, () => {
      if (this.session === opened) this.session = null;
      this.isWaiting = false;
    });
    return opened;
  }
}
