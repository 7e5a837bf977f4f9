/**
 * A few rows a second into every cluster, so that positions and GTID sets move. Where a server no longer takes writes, its
 * writer goes to another of the cluster that does, as an application behind a proxy would.
 */
import type { InstanceId } from '@topiary/domain';
import type { Fleet, Session } from '@topiary/fleet';
import { APPLICATION_USER } from './build-fleet.ts';
import type { BuiltCluster, BuiltServer } from './build-fleet.ts';
import { WRITES_PER_SECOND, WRITES_PER_SECOND_PER_CLUSTER } from './limits.ts';

/** Each tick looks at the power of every fake, so a fleet of thousands is not ticked more often. */
const TICK_MS = 250;

export interface FleetWriterOptions {
  readonly fleet: Fleet;
  readonly clusters: readonly BuiltCluster[];
  /** Brings the fleet to now, so that what was written goes on to the replicas. Called after a tick's writes. */
  readonly sync: () => void;
}

interface Writer {
  readonly servers: readonly BuiltServer[];
  at: BuiltServer;
  session: Session | null;
  /** A write waits for an acknowledgement, for room, or for a frozen server. */
  waits: boolean;
}

export class FleetWriter {
  readonly #fleet: Fleet;
  readonly #sync: () => void;
  readonly #writers: readonly Writer[];
  readonly #perTick: number;
  readonly #timer: NodeJS.Timeout;
  #owed = 0;
  #next = 0;

  constructor({ fleet, clusters, sync }: FleetWriterOptions) {
    this.#fleet = fleet;
    this.#sync = sync;
    this.#writers = clusters.flatMap(({ servers }) =>
      servers.flatMap((at) => (at.takesWrites ? [{ servers, at, session: null, waits: false }] : [])),
    );
    const perSecond = Math.min(WRITES_PER_SECOND, this.#writers.length * WRITES_PER_SECOND_PER_CLUSTER);
    this.#perTick = (perSecond * TICK_MS) / 1_000;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What a late tick owes is not made up for: a stall must not be followed by a flood. */
  #tick(): void {
    this.#owed = (this.#owed % 1) + this.#perTick;
    if (this.#owed < 1) return;
    for (; this.#owed >= 1; this.#owed -= 1) {
      const writer = this.#writers[this.#next];
      this.#next = (this.#next + 1) % this.#writers.length;
      if (writer !== undefined && !writer.waits) this.#write(writer);
    }
    this.#sync();
  }

  #write(writer: Writer): void {
    const session = this.#sessionOf(writer);
    if (session === null) return;
    writer.waits = true;
    this.#fleet.perform(session, { kind: 'write', write: { schema: 'app' } }, (outcome) => {
      writer.waits = false;
      if (outcome.kind === 'error') this.#leave(writer, session);
    });
  }

  #sessionOf(writer: Writer): Session | null {
    if (writer.session?.alive === true) return writer.session;
    if (!this.#takesWrites(writer.at)) {
      const other = writer.servers.find((server) => this.#takesWrites(server));
      if (other === undefined) return null;
      writer.at = other;
    }
    const opened = this.#fleet.openSession(writer.at.id, { user: APPLICATION_USER });
    if ('kind' in opened) return null;
    this.#fleet.onSessionLost(opened, () => {
      writer.waits = false;
    });
    writer.session = opened;
    return opened;
  }

  #leave(writer: Writer, session: Session): void {
    if (session.alive) this.#fleet.closeSession(session);
    writer.session = null;
  }

  #takesWrites({ id, isBinlogServer }: BuiltServer): boolean {
    return !isBinlogServer && this.#isUp(id) && this.#fleet.variable(id, 'read_only') === 'OFF';
  }

  #isUp(id: InstanceId): boolean {
    return this.#fleet.state(id) === 'up';
  }
}
