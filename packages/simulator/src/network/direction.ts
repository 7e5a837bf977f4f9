/** One way of a path. What is sent into a cut waits at the sender and is sent again some time after the cut is mended. */
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

export interface DirectionState {
  readonly isUp: boolean;
  /** The shortest. */
  readonly delayMs: number;
  /** On top of it, on average. */
  readonly jitterMs: number;
  /** Share of packets that have to be sent twice. */
  readonly lossRate: number;
}

/** Linux: the first retransmission after 200 ms, then twice as long each time. */
const RETRANSMISSION_MS = 200;
/** What waited for a mended cut comes at the next retransmission, which may be far away by then. */
const LONGEST_RETRANSMISSION_MS = 5_000;
/** What a closed connection still had to send is given up after so long (`tcp_orphan_retries`). */
const GIVEN_UP_MS = 60_000;
const MAX_HELD = 10_000;

interface Packet {
  /** `null` once it has been delivered or given up. */
  deliver: (() => void) | null;
  readonly stream: Stream;
  readonly sentAtMs: number;
  hasArrived: boolean;
}

/** What one connection sends one way: nothing overtakes what was sent before it. */
export class Stream {
  private packets: Packet[] = [];

  add(packet: Packet): void {
    this.packets.push(packet);
  }

  arrived(packet: Packet): void {
    packet.hasArrived = true;
    for (let first = this.packets[0]; first?.hasArrived === true; first = this.packets[0]) {
      this.packets.shift();
      first.deliver?.();
    }
  }

  giveUp(): void {
    for (const packet of this.packets) packet.deliver = null;
    this.packets = [];
  }
}

export class Direction {
  private current: DirectionState;
  private readonly time: VirtualTime;
  private readonly prng: Prng;
  private held: Packet[] = [];

  constructor(time: VirtualTime, prng: Prng, state: DirectionState) {
    this.time = time;
    this.prng = prng;
    this.current = state;
  }

  get state(): DirectionState {
    return this.current;
  }

  change(state: Partial<DirectionState>): void {
    this.current = { ...this.current, ...state };
    if (!this.current.isUp) return;
    const waiting = this.held;
    this.held = [];
    for (const packet of waiting) {
      const waitedMs = this.time.nowMs - packet.sentAtMs;
      if (waitedMs > GIVEN_UP_MS) packet.stream.giveUp();
      const pauseMs = Math.min(LONGEST_RETRANSMISSION_MS, Math.max(RETRANSMISSION_MS, waitedMs));
      this.time.schedule(this.prng.next() * pauseMs, () => this.arrive(packet));
    }
  }

  send(stream: Stream, deliver: () => void): void {
    const { delayMs, jitterMs, lossRate } = this.current;
    const lostMs = lossRate > 0 && this.prng.chance(lossRate) ? RETRANSMISSION_MS : 0;
    const takesMs = delayMs + this.prng.waiting(jitterMs) + lostMs;
    const packet: Packet = { deliver, stream, sentAtMs: this.time.nowMs, hasArrived: false };
    stream.add(packet);
    this.time.schedule(takesMs, () => this.arrive(packet));
  }

  private arrive(packet: Packet): void {
    if (packet.deliver === null) return;
    if (this.current.isUp) return packet.stream.arrived(packet);
    if (this.held.length < MAX_HELD) this.held.push(packet);
  }
}
