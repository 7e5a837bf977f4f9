/** What Topiary has done since it started, counted under the names that orchestrator gives to the same. */
import type { RecoveryRecord, RecoveryState } from '@topiary/engine';

const FAMILIES = [
  ['dead_master', /^DeadMaster/],
  ['dead_intermediate_master', /^DeadIntermediateMaster/],
  ['dead_co_master', /^DeadCoMaster/],
  ['dead_replication_group_member', /^DeadReplicationGroupMember/],
] as const;

export interface CountedProbe {
  readonly tookMs: number;
  /** `null`: it did not fail. */
  readonly failure: string | null;
}

export class Counts {
  readonly #slowMs: number;
  readonly #counts = new Map<string, number>([
    ...['discoveries.attempt', 'discoveries.fail', 'discoveries.instance_poll_seconds_exceeded'].map(zero),
    ...['instance.read_topology', 'instance.access_denied', 'audit.write'].map(zero),
    ...FAMILIES.flatMap(([family]) => ['start', 'success', 'fail'].map((end) => zero(`recover.${family}.${end}`))),
  ]);
  /** Recoveries that were begun here and have not ended, with what they are counted as; a few at a time. */
  readonly #running = new Map<string, string | null>();

  /** `slowMs`: a probe that takes longer is counted as such. */
  constructor(slowMs: number) {
    this.#slowMs = slowMs;
  }

  get counters(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get runningRecoveries(): number {
    return this.#running.size;
  }

  probed({ tookMs, failure }: CountedProbe): void {
    this.#add('discoveries.attempt');
    this.#add('instance.read_topology');
    if (failure !== null) this.#add('discoveries.fail');
    if (failure === 'access-denied') this.#add('instance.access_denied');
    if (tookMs > this.#slowMs) this.#add('discoveries.instance_poll_seconds_exceeded');
  }

  audited(): void {
    this.#add('audit.write');
  }

  recoveryBegan({ uid, code }: Pick<RecoveryRecord, 'uid' | 'code'>): void {
    const family = FAMILIES.find(([, codes]) => codes.test(code))?.[0] ?? null;
    this.#running.set(uid, family);
    if (family !== null) this.#add(`recover.${family}.start`);
  }

  /** May be told of each state that it goes through. */
  recoveryIs(uid: string, { endedAt, successor }: Pick<RecoveryState, 'endedAt' | 'successor'>): void {
    const family = this.#running.get(uid);
    if (endedAt === null || family === undefined) return;
    this.#running.delete(uid);
    if (family !== null) this.#add(`recover.${family}.${successor === null ? 'fail' : 'success'}`);
  }

  #add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

function zero(name: string): readonly [string, number] {
  return [name, 0];
}
