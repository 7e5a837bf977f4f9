/** Clients that write to the masters, each through a connection that it opens anew when it is lost. */
import type { InstanceId } from '@topiary/domain';
import type { Fleet, Session } from '@topiary/fleet';
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import { LOGGED_SCHEMA, WRITTEN_SCHEMA } from '../scenario/scenario.ts';

export interface WriterParts {
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  readonly prng: Prng;
  /** Those that may take writes now, the likeliest first: one, or the members of a group, of which its primary does. */
  readonly servers: () => readonly InstanceId[];
  readonly everyMs: number;
  readonly isOrdinary: boolean;
}

const RECONNECT_MS = 500;
/** It may do nothing to a server that is read-only. */
const ORDINARY = 'repl';
/** Somebody with every privilege writes where nobody closes anything. */
const CLIENT = 'root';
/** What filters leave out is a small part. */
const LOGGED_SHARE = 0.1;

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
    const { fleet, prng, everyMs } = this.parts;
    const session = this.session ?? this.connect();
    if (session === null || this.isWaiting) return this.later(RECONNECT_MS);
    this.isWaiting = true;
    const schema = prng.chance(LOGGED_SHARE) ? LOGGED_SCHEMA : WRITTEN_SCHEMA;
    fleet.perform(session, { kind: 'write', write: { schema } }, (outcome) => {
      this.isWaiting = false;
      // A server that is read-only now has been replaced: the next write looks for the one that took its place.
      if (outcome.kind === 'error') this.disconnect();
    });
    this.later(everyMs);
  }

  private disconnect(): void {
    if (this.session !== null) this.parts.fleet.closeSession(this.session);
    this.session = null;
  }

  private connect(): Session | null {
    const { fleet, servers, isOrdinary } = this.parts;
    const server = servers().find((id) => fleet.state(id) === 'up' && !isReadOnly(fleet, id));
    if (server === undefined) return null;
    const opened = fleet.openSession(server, { user: isOrdinary ? ORDINARY : CLIENT });
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

function isReadOnly(fleet: Fleet, id: InstanceId): boolean {
  const value = fleet.variable(id, 'read_only');
  return value === 'ON' || value === 1;
}
